import type { Topic } from "./topic.ts";

export const TECHNICAL: readonly Topic[] = [
  {
    category: "technical",
    priority: "urgent",
    tags: "offline,player",
    file: "player-log.txt",
    subjects: ["No music in {zone}", "{zone} has been silent since this morning", "Player in {zone} is offline"],
    openings: [
      "The music in {zone} stopped and does not come back.",
      "When we opened today there was no sound at all in {zone}.",
    ],
    details: [
      "The player (serial {serial}) shows an orange light. We unplugged it for a minute, which changed nothing.",
      "The app lists the zone as offline although our guest Wi-Fi works. The box has serial {serial}.",
    ],
    replies: [
      "Could you tell us whether the network cable of the player is plugged into the wall or into the switch behind the bar?",
      "We see the player trying to reach us every few minutes, so it has power. Please restart the router next to it once.",
      "A replacement for {serial} is packed. Until it arrives the tablet at the counter can play for {zone}.",
    ],
    answers: [
      "We restarted it as you said. It played for ten minutes and then went silent again.",
      "The cable was in the wrong socket. It is in the switch behind the bar now, but the light is still orange.",
      "Thank you, the tablet plays in {zone} for now. When will the replacement be here?",
    ],
    notes: [
      "Last contact of {serial} was just after midnight. Smells like the DHCP lease again, same as last autumn.",
      "Port is up, DNS fails. Their IT changed the firewall without telling anyone.",
      "If the restart does not help, send a spare from the Lyon stock; warranty covers it.",
    ],
    endings: [
      "The player is back and has stayed online through the night. We close this; write to us if it drops again.",
      "Thank you for letting us in remotely. The address is fixed now, so the zone should not vanish any more.",
    ],
  },
  {
    category: "technical",
    priority: "high",
    tags: "dropouts,network",
    file: "network-trace.txt",
    subjects: [
      "Music cuts out every few minutes in {zone}",
      "Short gaps between songs, {zone}",
      "Stuttering sound at {company}",
    ],
    openings: [
      "In {zone} the music breaks off for some seconds and then goes on as though nothing had happened.",
      "Guests have started to remark on the gaps: the sound in {zone} drops out again and again.",
    ],
    details: [
      "It is worst between seven and nine in the evening, when the house is full. Player serial {serial}.",
      "We counted eleven gaps within one hour. The other zones play through without a fault.",
    ],
    replies: [
      "Is the player on the same network as your guests? In the evening that one may simply be full.",
      "We raised how much music {serial} keeps in store, to an hour. Please listen tonight and tell us what you hear.",
      "The log shows lost packets between the player and your router; a cable instead of Wi-Fi would settle it.",
    ],
    answers: [
      "It is on a cable now, and last night there were two gaps instead of eleven.",
      "Tonight was as bad as before. My colleague wrote down the times: 19:12, 19:40 and 20:05.",
    ],
    notes: [
      "Signal at the player is -78 dBm. No amount of buffering saves that.",
      "Firmware is two versions behind. Update is set for four in the morning local time.",
      "Called {contact}: the access point was moved during the renovation.",
    ],
    endings: [
      "Two evenings without a gap, so the cable did it. Thank you for your patience.",
      "After the update the log is clean. We set the ticket to done.",
    ],
  },
  {
    category: "technical",
    priority: "medium",
    tags: "volume,amplifier",
    file: "amplifier.png",
    subjects: ["Volume in {zone} far too low", "{zone}: one speaker is dead", "Hum from the speakers in {zone}"],
    openings: [
      "Even with the dial all the way up one can hardly hear the music in {zone}.",
      "Something is wrong with the speakers in {zone}: they sound thin, and one gives nothing at all.",
    ],
    details: [
      "The amplifier is the gray one that your fitter installed, number {serial} on the sticker underneath.",
      "It began after the electricians were here. Nobody admits to having touched the rack.",
    ],
    replies: [
      "Please send us a picture of the back of the amplifier, so that we can see how it is wired.",
      "The limiter was set for night hours. We lifted it; is it loud enough now?",
      "A technician can come on Thursday or Friday. Which of the two suits you better?",
    ],
    answers: [
      "It is a little better, but at the tables by the window you still hear nothing.",
      "The electrician was here. The amplifier is fine, so it must be something else.",
    ],
    notes: [
      "Output 3 is bridged by mistake, see the picture.",
      "Amplifier {serial} is out of warranty since May; quote a swap before sending anybody.",
      "They want nobody on site during breakfast, so after eleven.",
    ],
    endings: [
      "All speakers are working and balanced. The visit is free of charge.",
      "Glad it is loud again; we close this one.",
    ],
  },
];
