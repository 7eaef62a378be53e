/** The parts of a ticket's details that read more of it; one file, loaded after the ticket. */
export { ChecklistPart as Checklist } from "../checklists/ChecklistPart.tsx";
export { Followers } from "../conversations/Followers.tsx";
export { LinksPart as Links } from "../conversations/LinksPart.tsx";
export { ParticipantsPart as Participants } from "../email/ParticipantsPart.tsx";
export { TicketSurvey as Survey } from "../surveys/TicketSurvey.tsx";
export { SuggestedArticles as Articles } from "./SuggestedArticles.tsx";
export { WhyAssigned } from "./WhyAssigned.tsx";

export type PanelParts = typeof import("./panel-parts.ts");
