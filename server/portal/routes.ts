import * as form from "../../wire/contact-form.ts";
import * as wire from "../../wire/portal.ts";
import { changeCompanyPortal, companyPortal } from "../companies/portal-access.ts";
import { changeContactPortal, contactPortal } from "../contacts/portal-access.ts";
import { endPortalSessions } from "../contacts/portal-passwords.ts";
import { readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { filterIds } from "../platform/filters.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { changeContactForm, contactFormSettings } from "./contact-form.ts";
import { participationsOf } from "./participations.ts";
import { listCustomerViews, viewAsCustomer } from "./view-as-customer.ts";

export const portalRoutes = ({ zone }: Services): Route[] => [
  route(wire.viewAsCustomer, async (ctx) => {
    await requireTicket(ctx, idOf(ctx))();
    return { body: await viewAsCustomer(ctx.db, ctx.actor, idOf(ctx)) };
  }),
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
  route(wire.listCustomerViews, async (ctx) => {
    const contact = await filterIds(ctx.db, ctx.query, { contact: "contacts" });
    return { body: { results: await listCustomerViews(ctx.db, contact.contact ?? null) } };
  }),
  route(wire.listParticipations, async (ctx) => {
    await contactPortal(ctx.db, idOf(ctx));
    return { body: { results: await participationsOf(ctx.db, ctx.actor, idOf(ctx)) } };
  }),
  route(form.showContactForm, async ({ db }) => ({ body: await contactFormSettings(db) })),
  route(form.updateContactForm, async (ctx) => {
    const values = await readFields(ctx.request, form.contactFormFields, { how: "change", zone });
    await changeContactForm(ctx.db, values);
    return { body: await contactFormSettings(ctx.db) };
  }),
];
