import { Problem } from "../wire/problems.ts";
import { attachmentRoutes } from "./attachments/routes.ts";
import { automationRoutes } from "./automations/routes.ts";
import { bulkRoutes } from "./bulk/routes.ts";
import { checklistRoutes } from "./checklists/routes.ts";
import { commentRoutes } from "./comments/routes.ts";
import { companyRoutes } from "./companies/routes.ts";
import { contactAddressRoutes } from "./contacts/address-routes.ts";
import { contactRoutes } from "./contacts/routes.ts";
import { conversationRoutes } from "./conversations/routes.ts";
import { draftRoutes } from "./drafts/routes.ts";
import { invitationRoutes } from "./emails/invitation-routes.ts";
import { notificationRoutes } from "./emails/notification-routes.ts";
import { participantRoutes } from "./emails/participant-routes.ts";
import { emailRoutes } from "./emails/routes.ts";
import { suppressionRoutes } from "./emails/suppression-routes.ts";
import { templateRoutes } from "./emails/template-routes.ts";
import { erasureRoutes } from "./erasure/routes.ts";
import { inboxRoutes } from "./inbox/routes.ts";
import type { Intake } from "./incoming/context.ts";
import { incomingRoutes } from "./incoming/routes.ts";
import { senderRuleRoutes } from "./incoming/sender-rule-routes.ts";
import { knowledgeRoutes } from "./knowledge/routes.ts";
import { liveRoutes } from "./live/routes.ts";
import { macroRoutes } from "./macros/routes.ts";
import type { Mail } from "./mailboxes/mail.ts";
import { mailboxRoutes } from "./mailboxes/routes.ts";
import type { Docket } from "./platform/docket.ts";
import type { Route } from "./platform/front-door.ts";
import { portalRoutes } from "./portal/routes.ts";
import { presenceRoutes } from "./presence/routes.ts";
import { recurrenceRoutes } from "./recurrences/routes.ts";
import { releaseOf } from "./release-users.ts";
import { replyRoutes } from "./replies/routes.ts";
import { reportEmailRoutes } from "./report-emails/routes.ts";
import { reportRoutes } from "./reports/routes.ts";
import { resourceRoutes } from "./resources.ts";
import { routingRoutes } from "./routing/routes.ts";
import { searchRoutes } from "./search/routes.ts";
import { serverSettingsRoutes } from "./server-settings.ts";
import type { ServiceParts, Services } from "./services.ts";
import { slaRoutes } from "./sla/routes.ts";
import { snoozeRoutes } from "./snoozes/routes.ts";
import { surveyRoutes } from "./surveys/routes.ts";
import { ticketTemplateRoutes } from "./ticket-templates/routes.ts";
import { ticketRoutes } from "./tickets/routes.ts";
import { ticketsOfCompany } from "./trash-companies.ts";
import { userRoutes } from "./users/routes.ts";
import { viewRoutes } from "./views/routes.ts";
import { zoneRoutes } from "./zones/routes.ts";

/** The endpoints of every feature. */
export function routesOf({ config, settings, disks }: ServiceParts, services: Services): Route[] {
  const { docket, mail, intake, tokens, attempts, identity, desk } = services;
  const routes = [
    ...userRoutes(docket, { tokens, attempts, corsOrigins: config.corsOrigins }, identity, releaseOf(docket)),
    ...companyRoutes(docket, ticketsOfCompany(docket)),
    ...contactRoutes(docket),
    ...contactAddressRoutes(docket),
    ...zoneRoutes(docket),
    ...ticketRoutes(docket, desk),
    ...commentRoutes(docket, desk),
    ...attachmentRoutes(docket),
    ...ownRoutes(docket),
    ...replyRoutes(docket, services.replyDelayMs),
    ...routesOfEmail(docket, mail, intake),
    ...conversationRoutes(mail, services.pictures),
    ...presenceRoutes(docket),
    ...inboxRoutes(docket, desk.tally),
    ...viewRoutes(docket, desk.tally),
    ...routesOfRules(docket),
    ...searchRoutes(),
    ...serverSettingsRoutes(settings, disks),
    ...bulkRoutes(mail),
    ...routesForCustomers(docket),
    ...reportRoutes(docket),
    ...reportEmailRoutes(mail),
    ...eventRoutes(services),
  ];
  return [...routes, ...resourceRoutes(routes, docket.addresses)];
}

const eventRoutes = ({ docket, feed, presence, identity }: Services): Route[] =>
  liveRoutes(docket, {
    feed,
    presence,
    isSignedIn: ({ request }) =>
      identity.identify(request.headers).then(
        (actor) => actor !== null,
        // if the database is down, the session may still be valid
        (error: unknown) => !(error instanceof Problem && error.status === 401),
      ),
  });

const routesOfRules = (docket: Docket): Route[] => [
  ...macroRoutes(docket),
  ...ticketTemplateRoutes(docket),
  ...recurrenceRoutes(docket),
  ...slaRoutes(docket),
  ...automationRoutes(docket),
  ...surveyRoutes(docket),
  ...routingRoutes(docket),
];

const routesForCustomers = (docket: Docket): Route[] =>
  [knowledgeRoutes, portalRoutes, erasureRoutes].flatMap((routesOf) => routesOf(docket));

/** What each user keeps about a ticket for themselves, and its checklist. */
const ownRoutes = (docket: Docket): Route[] => [
  ...draftRoutes(docket),
  ...snoozeRoutes(docket),
  ...checklistRoutes(docket),
];

const routesOfEmail = (docket: Docket, mail: Mail, intake: Intake): Route[] => [
  ...mailboxRoutes(mail),
  ...emailRoutes(mail),
  ...participantRoutes(docket),
  ...invitationRoutes(mail),
  ...templateRoutes(mail),
  ...notificationRoutes(docket),
  ...suppressionRoutes(docket),
  ...incomingRoutes(intake),
  ...senderRuleRoutes(docket),
];
