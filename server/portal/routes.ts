import * as form from "../../wire/contact-form.ts";
import * as logo from "../../wire/desk-logo.ts";
import * as opened from "../../wire/opened-tickets.ts";
import * as wire from "../../wire/portal.ts";
import { invalid } from "../../wire/problems.ts";
import { changeCompanyPortal, companyPortal } from "../companies/portal-access.ts";
import { changeContactPortal, contactPortal } from "../contacts/portal-access.ts";
import { endPortalSessions } from "../contacts/portal-passwords.ts";
import { inboxFilter } from "../inbox/filter.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { filterIds } from "../platform/filters.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { onlyRowOf, withVersions } from "../platform/versioned.ts";
import {
  listOpenings,
  openTicketsToContacts,
  previewOpening,
  undoOpening,
} from "../tickets/open-tickets-to-contacts.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { changeContactForm, contactFormSettings } from "./contact-form.ts";
import { changeLogo, deleteLogo, logoSettings } from "./logo.ts";
import { participationsOf } from "./participations.ts";
import { listCustomerViews, viewAsCustomer, viewContactAsCustomer } from "./view-as-customer.ts";

export const portalRoutes = (services: RouteServices): Route[] => [
  route(wire.viewAsCustomer, async (ctx) => {
    await requireTicket(ctx, idOf(ctx))();
    const { contact = null } = await filterIds(ctx.db, ctx.query, { contact: "contacts" });
    return { body: await viewAsCustomer(ctx.db, ctx.actor, idOf(ctx), contact) };
  }),
  route(wire.viewContactAsCustomer, async (ctx) => {
    await contactPortal(ctx.db, idOf(ctx));
    return { body: { results: await viewContactAsCustomer(ctx.db, ctx.actor, idOf(ctx)) } };
  }),
  route(wire.listCustomerViews, async (ctx) => {
    const contact = await filterIds(ctx.db, ctx.query, { contact: "contacts" });
    return { body: { results: await listCustomerViews(ctx.db, contact.contact ?? null) } };
  }),
  ...openingRoutes(services),
  ...accessRoutes(services),
  ...lookRoutes(services),
];

/** Tickets from before the desk had a mailbox or a help center. */
function openingRoutes({ zone }: RouteServices): Route[] {
  const whereOf = ({ actor }: RequestContext, filter: Record<string, string>) => {
    const { where, isTrash } = inboxFilter(filter, actor, zone);
    if (isTrash) throw invalid({ filter: ["Customers see no tickets in the trash."] });
    return where;
  };
  return [
    route(opened.previewOpening, async (ctx) => {
      const { filter } = await readFields(ctx.request, opened.previewOpeningFields, { how: "create", zone });
      return { body: await previewOpening(ctx.db, whereOf(ctx, filter!)) };
    }),
    route(opened.openTickets, async (ctx) => {
      const fields = await readFields(ctx.request, opened.openTicketsFields, { how: "create", zone });
      return {
        body: await openTicketsToContacts(ctx.db, ctx.actor.id, whereOf(ctx, fields.filter!), fields.expected!),
      };
    }),
    route(opened.listOpenings, async (ctx) => ({ body: { results: await listOpenings(ctx.db) } })),
    route(opened.undoOpening, async (ctx) => ({ body: await undoOpening(ctx.db, ctx.actor.id, idOf(ctx)) })),
  ];
}

/** What companies' contacts and contacts may do, and where they are signed in. */
const accessRoutes = ({ zone }: RouteServices): Route[] => [
  route(wire.showCompanyPortal, async (ctx) => ({ body: await companyPortal(ctx.db, idOf(ctx)) })),
  route(wire.updateCompanyPortal, async (ctx) => {
    const values = await readFields(ctx.request, wire.companyPortalFields, { how: "change", zone });
    await changeCompanyPortal(ctx.db, ctx.actor, idOf(ctx), values);
    return { body: await companyPortal(ctx.db, idOf(ctx)) };
  }),
  route(wire.showContactPortal, async (ctx) => ({ body: await contactPortal(ctx.db, idOf(ctx)) })),
  route(wire.updateContactPortal, async (ctx) => {
    const values = await readFields(ctx.request, wire.contactPortalFields, { how: "change", zone });
    await changeContactPortal(ctx.db, ctx.actor, idOf(ctx), values);
    return { body: await contactPortal(ctx.db, idOf(ctx)) };
  }),
  route(wire.signOutContact, async (ctx) => {
    const id = idOf(ctx);
    await contactPortal(ctx.db, id);
    await endPortalSessions(ctx.db, id);
    return { body: await contactPortal(ctx.db, id) };
  }),
  route(wire.listParticipations, async (ctx) => {
    await contactPortal(ctx.db, idOf(ctx));
    return { body: { results: await participationsOf(ctx.db, ctx.actor, idOf(ctx)) } };
  }),
];

/** The logo, and the form on other sites. */
const lookRoutes = ({ zone }: RouteServices): Route[] => [
  route(logo.showLogo, async ({ db }) => ({ body: await logoSettings(db) })),
  route(logo.setLogo, async (ctx) => {
    const { image } = await readFields(ctx.request, logo.logoFields, { how: "create", zone });
    await changeLogo(ctx.db, image!);
    return { body: await logoSettings(ctx.db) };
  }),
  route(logo.removeLogo, async ({ db }) => {
    await deleteLogo(db);
    return {};
  }),
  ...withVersions(onlyRowOf("contact_form_settings"), [
    route(form.showContactForm, async ({ db }) => ({ body: await contactFormSettings(db) })),
    route(form.updateContactForm, async (ctx) => {
      const values = await readFields(ctx.request, form.contactFormFields, { how: "change", zone });
      await changeContactForm(ctx.db, values);
      return { body: await contactFormSettings(ctx.db) };
    }),
  ]),
];
