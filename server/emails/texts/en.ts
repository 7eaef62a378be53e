import { buttonHtml } from "./button.ts";
import type { EmailTexts } from "./texts.ts";

const ticketLink = '<p><a href="{{ ticket.url }}">Open ticket {{ ticket.number }}</a></p>';

export const en: EmailTexts = {
  templates: {
    acknowledgement: {
      subject: "{{ thread_subject }}",
      body: `<p>{% if recipient.name %}Hello {{ recipient.name }},{% else %}Hello,{% endif %}</p>
<p>We received your request. Its number is <span style="white-space:nowrap">{{ ticket.number }}</span>.</p>
<p>To add something, reply to this email.</p>
<p>{{ desk.name }}</p>`,
    },
    reply: { subject: "{{ thread_subject }}", body: "{{ message }}" },
    undelivered: {
      subject: "Not delivered: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>A reply in <b>{{ ticket.subject }}</b> did not reach {{ undelivered.address }}.{% if undelivered.trouble %} {{ undelivered.trouble }}{% endif %}</p>
{% if undelivered.words %}<p>The server said: {{ undelivered.words }}</p>{% endif %}
${ticketLink}`,
    },
    opening: { subject: "{{ ticket.subject }} [{{ ticket.number }}]", body: "{{ message }}" },
    forward: { subject: "Fwd: {{ ticket.subject }} [{{ ticket.number }}]", body: "{{ message }}" },
    mention: {
      subject: "{{ actor.name }} mentioned you in {{ ticket.number }}: {{ ticket.subject }}",
      body: `<p>{{ actor.name }} mentioned you in <b>{{ ticket.subject }}</b>:</p>\n<blockquote>{{ message }}</blockquote>\n${ticketLink}`,
    },
    assigned: {
      subject: "Assigned to you: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>{{ actor.name }} assigned this ticket to you: <b>{{ ticket.subject }}</b>{% if ticket.company %} ({{ ticket.company }}){% endif %}.</p>\n${ticketLink}`,
    },
    response: {
      subject: "New reply in {{ ticket.number }}: {{ ticket.subject }}",
      body: `<p>{{ actor.name }} wrote in <b>{{ ticket.subject }}</b>:</p>\n<blockquote>{{ message }}</blockquote>\n${ticketLink}`,
    },
    sla_breached: {
      subject: "SLA breached: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>The {{ target }} of <b>{{ ticket.subject }}</b>{% if ticket.company %} ({{ ticket.company }}){% endif %} was due on {{ due }}. The SLA target is breached.</p>\n${ticketLink}`,
    },
    sla_due_soon: {
      subject: "SLA due soon: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>The {{ target }} of <b>{{ ticket.subject }}</b>{% if ticket.company %} ({{ ticket.company }}){% endif %} is due on {{ due }}.</p>\n${ticketLink}`,
    },
    low_rating: {
      subject: "Low rating: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>{{ actor.name }} rated <b>{{ ticket.subject }}</b>: {{ rating }}.</p>
{% if message %}<blockquote>{{ message }}</blockquote>{% endif %}
${ticketLink}`,
    },
    followed: {
      subject: "New in {{ ticket.number }}: {{ ticket.subject }}",
      body: `<p>{{ actor.name }} wrote in <b>{{ ticket.subject }}</b>, which you follow:</p>\n<blockquote>{{ message }}</blockquote>\n${ticketLink}`,
    },
    overdue: {
      subject: "Overdue: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>The ticket <b>{{ ticket.subject }}</b> was due on {{ due }}.</p>\n${ticketLink}`,
    },
    due_soon: {
      subject: "Due soon: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>The ticket <b>{{ ticket.subject }}</b> is due on {{ due }}.</p>\n${ticketLink}`,
    },
    team: {
      subject: "New in {{ ticket.team }}: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>This ticket is new in your team: <b>{{ ticket.subject }}</b>{% if ticket.company %} ({{ ticket.company }}){% endif %}.</p>\n${ticketLink}`,
    },
    digest: {
      subject: "{{ desk.name }}: {{ summary }}",
      body: "<p>This happened since your last digest:</p>\n{{ items }}",
    },
    invitation: {
      subject: "Your account at {{ desk.name }}",
      body: `<p>Hello {{ recipient.name }},</p>
<p>You have an account at {{ desk.name }}. Your username is <b>{{ username }}</b>.</p>
${buttonHtml("{{ link }}", "Choose a password")}
<p>The link works once, for seven days.</p>`,
    },
    survey: {
      subject: "How did we do? {{ ticket.subject }} [{{ ticket.number }}]",
      body: `<p>{% if recipient.name %}Hello {{ recipient.name }},{% else %}Hello,{% endif %}</p>
<p>We have solved your request <b>{{ ticket.subject }}</b>. How satisfied are you with our help?</p>
{{ ratings }}
<p>On the next page you confirm your rating. If the problem is still there, reply to this email instead.</p>`,
    },
    portal_link: {
      subject: "Sign in to {{ desk.name }}",
      body: `<p>{% if recipient.name %}Hello {{ recipient.name }},{% else %}Hello,{% endif %}</p>
<p>With this link you can see and answer your requests.</p>
${buttonHtml("{{ link }}", "Sign in")}
<p>The link works once, for 15 minutes. If you did not ask for it, ignore this email.</p>`,
    },
    report: {
      subject: "{{ report.name }}: {{ report.period }}",
      body: `{{ report.figures }}
{% if report.url %}<p><a href="{{ report.url }}">Change or stop this report</a></p>{% endif %}`,
    },
    password_reset: {
      subject: "Choose a new password for {{ desk.name }}",
      body: `<p>Hello {{ recipient.name }},</p>
<p>Someone asked for a new password for your account <b>{{ username }}</b>.</p>
${buttonHtml("{{ link }}", "Choose a new password")}
<p>The link works once, for one hour. If you did not ask for it, ignore this email: your password stays as it is.</p>`,
    },
    test: {
      subject: "Test email from {{ desk.name }}",
      body: "<p>This email shows that {{ desk.name }} can send through {{ mailbox.address }}.</p>",
    },
  },
  words: {
    replyAbove: "Write your reply above this line",
    wrote: (name, time) => `On ${time}, ${name} wrote:`,
    files: (names) => `Files: ${names}`,
    request: "View this request in the help center",
    tooLarge: (names) => `Not attached because of their size: ${names}`,
    why: "You get this email because of your notification settings.",
    unsubscribe: "Unsubscribe from emails of this kind",
    stopSurveys: "Do not ask me how satisfied I am",
    settings: "Notification settings",
    events: (n) => (n === 1 ? "1 notification" : `${n} notifications`),
    ratings: ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"],
    metrics: { first_response: "first response", next_response: "next response", resolution: "resolution" },
    troubles: {
      cut: "The connection to the mail server broke off.",
      encryption: "No secure connection to the mail server is possible.",
      folder: "The mail server did not open the folder.",
      full: "The recipient’s mailbox is full.",
      later: "The mail server asked to try again later.",
      no_such_address: "The mail server does not know this address.",
      refused: "The mail server refused the email.",
      sign_in: "The mail server refused the username or password.",
      too_large: "The email is too large for the mail server.",
      unreachable: "The mail server cannot be reached.",
      unwanted: "The mail server refused the email as unwanted.",
      wrong_name: "The mail server’s name cannot be found.",
    },
    kinds: {
      sla_breached: "SLA breached",
      sla_due_soon: "SLA due soon",
      undelivered: "not delivered",
      mention: "mentioned you",
      assigned: "assigned to you",
      response: "new reply",
      low_rating: "low rating",
      followed: "new in a ticket that you follow",
      overdue: "overdue",
      due_soon: "due soon",
      team: "new in your team",
    },
  },
};
