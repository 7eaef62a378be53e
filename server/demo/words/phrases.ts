/** Sentences with which a description continues, whatever its topic. */
export const CIRCUMSTANCES: readonly string[] = [
  "We noticed it during the busiest hour, and the whole team has been asking me about it ever since.",
  "It was the same about a month ago; at that time it went away before we got round to writing to you.",
  "Our technician is in the house on weekdays until four and can try out things while you are on the phone.",
  "I am at the front desk until the evening, and after that my colleague takes over and knows about it.",
  "Nothing else was changed on our side as far as I know, apart from the usual cleaning at the weekend.",
  "We have a large party on Friday and would be very glad to have this out of the way before then.",
  "You can reach me by phone in the morning; in the afternoon a short mail is the better way.",
  "At our other address everything is as it should be, so it must be something about this place.",
];

export const REQUESTS: readonly string[] = [
  "Could you please look into it and tell us what to do?",
  "Please let me know what you need from us.",
  "How long do you think this will take?",
  "Thank you in advance, also on behalf of the team.",
];

/** First answers, which are sent before anyone knows more. */
export const GREETINGS: readonly string[] = [
  "Hello {contact}, thank you for writing. {agent} here, I am looking into it and will be back with you shortly.",
  "Good day {contact}, we have your message and started on it. More from us today.",
  "Hi {contact}, sorry for the trouble. I had a first look at {company} and need a little time to be sure.",
  "Dear {contact}, thanks for the clear description, that helps a lot. We take it from here.",
];

/** Questions that are asked again while a ticket stays open. */
export const FOLLOW_UPS: readonly string[] = [
  "Hello {contact}, is there any news from your side? We are happy to call if that is easier.",
  "A short word between times: we have not forgotten you and expect to know more tomorrow.",
  "We tried to reach you by phone without luck. When would be a good moment?",
];

/** The content of the text files attached to some tickets. */
export const PAPERS: Readonly<Record<string, readonly string[]>> = {
  "player-log.txt": [
    "player {serial}",
    "00:00:04 playing, 41 minutes in store",
    "00:12:31 link lost",
    "00:12:36 asking for an address",
    "00:13:06 asking for an address",
    "00:53:40 store empty, silence",
    "07:02:11 started, power was off",
    "07:02:49 asking for an address",
  ],
  "network-trace.txt": [
    "from player {serial} to the router",
    "18:30  2 ms  lost 0 of 100",
    "19:00  9 ms  lost 3 of 100",
    "19:30  64 ms  lost 17 of 100",
    "20:00  118 ms  lost 29 of 100",
    "22:30  3 ms  lost 0 of 100",
  ],
  "wish-list.txt": [
    "more: bossa nova, soul of the seventies, small jazz groups, local songwriters",
    "less: loud guitars, hits of the last summer",
    "never: explicit words, Christmas songs before December",
  ],
  "invoice-query.txt": [
    "invoice {serial}",
    "4 zones, 1 quarter    as invoiced",
    "3 zones, 1 quarter    as we see it, the fourth closed in April",
  ],
  "license.txt": [
    "form {serial}",
    "kind of use: background music",
    "source: streaming service for businesses",
    "area: 240 square metres",
  ],
};
