import type { Topic } from "./topic.ts";

export const MUSIC: readonly Topic[] = [
  {
    category: "zone_config",
    priority: "medium",
    tags: "schedule",
    file: "schedule.png",
    subjects: [
      "Wrong playlist in the evening, {zone}",
      "Schedule of {zone} is off by one hour",
      "New opening hours for {zone}",
    ],
    openings: [
      "The calm morning program keeps playing in {zone} until late at night.",
      "Our hours have changed, and the music in {zone} should follow them.",
    ],
    details: [
      "From Sunday to Thursday we close at eleven, on Friday and Saturday at one. Brunch is on Sundays from ten.",
      "We would like soft acoustic until noon, something brighter until six and house with few vocals after that.",
    ],
    replies: [
      "The new schedule is in place from tomorrow morning. Could you have a look at whether the times are right?",
      "The zone was still set to winter time. We corrected it, the evening program will start on time today.",
      "Shall the late program on Fridays also apply on the eve of public holidays?",
    ],
    answers: [
      "Much better in the evening. Could the mornings be a little calmer as well?",
      "Our owner liked the second list most. Can we have that one at weekends, too?",
    ],
    notes: [
      "Copied the schedule from their sister house and moved it by thirty minutes.",
      "{contact} is the one who decides about the music, the front desk is not.",
      "Check after the weekend whether the handover at six works.",
    ],
    endings: [
      "The schedule ran through a whole week as you wished. Enjoy the music!",
      "Done, and noted for the next change of season.",
    ],
  },
  {
    category: "zone_config",
    priority: "low",
    tags: "curation,playlist",
    file: "wish-list.txt",
    subjects: [
      "Please take a few songs out of {zone}",
      "More local artists for {zone}",
      "Music for our anniversary in {zone}",
    ],
    openings: [
      "Some songs in {zone} do not fit our house, and the team hears them several times a day.",
      "We plan something special and would love the music in {zone} to match.",
    ],
    details: [
      "Nothing with explicit words, please, and no Christmas songs before December.",
      "Think of slow bossa, some soul from the seventies and a little modern jazz; our guests are mostly over forty.",
    ],
    replies: [
      "We blocked the songs you named in all of your zones. They will be gone by tomorrow.",
      "Here is a first draft of forty songs; tell us which direction you would like more of.",
      "The rotation was too small for such long hours. It now holds nine hundred songs.",
    ],
    answers: [
      "Three of them still played at lunch today, all by the same singer.",
      "Great. Please take out everything from that album.",
    ],
    notes: [
      "Lean on the Lisbon collection, it worked for a similar house.",
      "Their brand book asks for 90 to 110 beats a minute, not faster.",
      "Two of the songs are blocked by rights in {company}'s country anyway.",
    ],
    endings: [
      "The playlist is live, and we are happy that the team likes it.",
      "All wishes are in. We will ask again in a month.",
    ],
  },
  {
    category: "zone_config",
    priority: "high",
    tags: "onboarding,new-zone",
    file: "floor-plan.png",
    subjects: ["Set up a new zone beside {zone}", "Split {zone} into two zones", "Move the player from {zone}"],
    openings: [
      "We are opening another area next to {zone} and need music there as well.",
      "After the rebuild {zone} is really two rooms, which should play different music.",
    ],
    details: [
      "The cables are in the wall already and end at the cabinet. There are six ceiling speakers of 8 ohms.",
      "The opening is in two weeks, and the owner will be there. A spare player with serial {serial} is in our store room.",
    ],
    replies: [
      "The zone is created. Please connect {serial} to power and network, then it will appear within five minutes.",
      "This needs one more license. Our colleagues in sales will send you the prices today.",
      "Could you send a floor plan? A sketch with the speakers marked is enough.",
    ],
    answers: [
      "Both rooms have their own amplifier. Do you need the model numbers?",
      "The player is connected and shows a green light, but it is not in the app yet.",
    ],
    notes: [
      "Pairing code is on the old ticket; the player was never deregistered.",
      "Plan allows one more zone, no new contract needed.",
      "Site visit for the opening day is promised, do not forget.",
    ],
    endings: [
      "The new zone plays, and its schedule is set. Good luck with the opening!",
      "Both rooms have their own music now.",
    ],
  },
];
