import type { Topic } from "./topic.ts";

export const OFFICE: readonly Topic[] = [
  {
    category: "billing",
    priority: "medium",
    tags: "invoice",
    file: "invoice-query.txt",
    subjects: [
      "Question about invoice {serial}",
      "Invoice {serial} charges a zone twice",
      "Wrong tax number on invoice {serial}",
    ],
    openings: [
      "We do not understand the amount on invoice {serial}.",
      "Our accounts department sent invoice {serial} back to me.",
    ],
    details: [
      "It asks for {amount} EUR, while the contract names a lower fee per zone. One zone was closed in spring.",
      "The legal name and the tax number are those of our former owner. The sum of {amount} EUR itself is right.",
    ],
    replies: [
      "You are right, the closed zone was still counted. A credit note is on its way to you.",
      "Please tell us the exact legal name and the tax number, then we write the invoice anew.",
      "The difference is the yearly adjustment that the contract mentions in its fourth paragraph; shall we talk it through?",
    ],
    answers: [
      "Thank you. Our accounts department asks whether the next invoice will be right, too.",
      "I have just sent you the new details. The name must be exactly as in the trade register.",
    ],
    notes: [
      "Credit {amount} less one zone, approved by Ingrid.",
      "Owner changed in January, nobody updated the billing entity.",
      "They always pay on time, be generous.",
    ],
    endings: [
      "The corrected invoice was paid today. Thank you!",
      "Credit note sent and booked; nothing is left to pay.",
    ],
  },
  {
    category: "billing",
    priority: "high",
    tags: "payment,overdue",
    file: null,
    subjects: [
      "Card payment of {amount} EUR declined",
      "Reminder received although we paid",
      "Change to payment by transfer",
    ],
    openings: [
      "We got a reminder for {amount} EUR, yet the money left our account last week.",
      "The charge of {amount} EUR to our card failed, and we would rather pay by bank transfer from now on.",
    ],
    details: [
      "The reference on the transfer was {serial}. I can send the bank's confirmation if you need it.",
      "Please make sure that the music is not switched off meanwhile; we are fully booked this week.",
    ],
    replies: [
      "We found the transfer, it had no customer number on it. The reminder is withdrawn, please excuse it.",
      "Your music keeps playing, nothing is switched off while a question is open.",
      "Bank transfer is set up for the coming quarter. The details stand at the bottom of every invoice.",
    ],
    answers: [
      "Good to hear. Can you confirm in writing that the reminder is withdrawn?",
      "Our bank says the transfer left on Monday. I have asked them for a confirmation.",
    ],
    notes: [
      "Payment {serial} sat in the unassigned pile for eight days.",
      "Stop the dunning run for {company} until this is clear.",
      "Bank says card expired, not a lack of funds.",
    ],
    endings: ["Everything is settled on our side. Thank you for clearing this up.", "The account is even again."],
  },
  {
    category: "account",
    priority: "medium",
    tags: "access,login",
    file: "error-message.png",
    subjects: ["Cannot log in to the music app", "Access for our new manager", "Please remove a former colleague"],
    openings: [
      "Since yesterday the app turns down my password, and the mail for a new one never arrives.",
      "There has been a change in our team, and the access to the music should follow.",
    ],
    details: [
      "The address is the one with our house's name in it. I looked into the spam folder as well.",
      "{contact} should be able to change volume and playlists, but not see invoices.",
    ],
    replies: [
      "A fresh invitation is on its way; it is good for two days.",
      "The mails were turned away by your mail server. Could your IT let our domain through?",
      "We took the old account away everywhere. The devices at your counter stay logged in.",
    ],
    answers: [
      "The invitation has arrived, but the link says that it is no longer valid.",
      "It works on my phone now. On the tablet at the counter it still asks for the old password.",
    ],
    notes: [
      "Bounces since the 3rd: their server wants DMARC alignment.",
      "Verified by calling the number on file, not the one in the mail.",
      "Two accounts with nearly the same address, merged.",
    ],
    endings: ["The login works on both devices, as you confirmed by phone.", "Access is set up as you asked."],
  },
  {
    category: "account",
    priority: "low",
    tags: "contract,renewal",
    file: null,
    subjects: [
      "When does our contract end?",
      "Offer for {company} with two more zones",
      "Pause during our winter break",
    ],
    openings: [
      "We are planning next year's budget and would like to know where we stand with the contract.",
      "We close for some weeks and wonder whether the music can be paused.",
    ],
    details: [
      "At present we pay {amount} EUR a quarter. If we add zones, is there a better price for each?",
      "The rebuild runs from the second week on; only {zone} would stay open in that time.",
    ],
    replies: [
      "The contract runs to the end of March and renews for a year. We gladly put together an offer before.",
      "A pause of up to eight weeks a year is included. Which days shall it be?",
      "With two more zones the price for each falls by a tenth; the offer is attached to our mail.",
    ],
    answers: [
      "We would close from 8 January to 2 February. Does that work?",
      "The offer looks good. Our owner asks for a price for two years.",
    ],
    notes: [
      "Good moment to move them to the yearly plan.",
      "A competitor offered them {amount} per year. We can match this with 24 months.",
      "{contact} needs the owner's signature, allow a week.",
    ],
    endings: ["The signed offer is here, thank you for your trust.", "The pause is entered and ends by itself."],
  },
  {
    category: "feature_request",
    priority: "low",
    tags: "idea,app",
    file: null,
    subjects: ["Wish: a timer for announcements", "Can the app show what played last night?", "Volume by time of day"],
    openings: [
      "An idea that would help us in everyday work with the app:",
      "My colleagues and I keep wishing for the same thing when we use the app in {zone}.",
    ],
    details: [
      "A spoken announcement half an hour before closing, with the music fading under it and coming back by itself.",
      "Guests ask for songs they heard the evening before, and we cannot look them up when the shift has changed.",
    ],
    replies: [
      "A good idea, we passed it on with your words. May we come back to you when there is something to try?",
      "Part of this exists already: under History you find the songs of the last day.",
      "This is planned for the coming year, though we cannot promise a date.",
    ],
    answers: [
      "Yes, please. We would gladly try it before others do.",
      "My colleagues ask every week. Is there a date by now?",
    ],
    notes: [
      "Fourth house that asks for this since summer.",
      "Product says: after the new scheduler, not before.",
      "Would try a beta, good contact.",
    ],
    endings: ["We noted the wish and let you know when it comes.", "It is in the new version, enjoy it!"],
  },
  {
    category: "general",
    priority: "low",
    tags: "question,license",
    file: "license.txt",
    subjects: [
      "Do we need another license for live music?",
      "Certificate for the inspection",
      "May we play the radio in {zone}?",
    ],
    openings: [
      "An inspector asked us which rights cover the music in {zone}.",
      "On Saturday a band plays in {zone}, and we are not sure what we must report.",
    ],
    details: [
      "He left a form with number {serial} that is due in two weeks. I can scan it for you.",
      "Until now we thought that the monthly fee covers everything that sounds in our rooms.",
    ],
    replies: [
      "The certificate for your address is attached to our mail; it covers all that comes out of our players.",
      "Live music and radio are not part of it. The society in your country has a short form for both.",
      "Please send us the form, we fill in our part and return it the same day.",
    ],
    answers: [
      "I have scanned the form. The inspector comes back on Thursday.",
      "Thank you. Does the certificate cover the terrace as well?",
    ],
    notes: [
      "Use the newer certificate, the old one lacks the terrace.",
      "Rules differ by country, asked the rights desk.",
      "Form {serial} has to go back by post, of all things.",
    ],
    endings: ["The form went out today, all is in order.", "Glad that the inspection went well."],
  },
];
