import * as wire from "../../wire/contact-addresses.ts";
import { invalid, noSuch } from "../../wire/problems.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { showRow } from "../platform/row-list.ts";
import {
  addressesOf,
  addressView,
  createAddress,
  deleteAddress,
  hasPresentCompany,
  makePrimary,
  missingContact,
} from "./contact-addresses.ts";

export function contactAddressRoutes({ zone }: RouteServices): Route[] {
  const show = async (ctx: RequestContext, id = idOf(ctx)) => {
    const body = await showRow(ctx.db, addressView, ctx, id, hasPresentCompany);
    if (!body) throw noSuch("ContactAddress");
    return { body };
  };
  return [
    route(wire.listContactAddresses, async (ctx) => ({ body: { results: await addressesOf(ctx.db, idOf(ctx)) } })),
    route(wire.createContactAddress, async (ctx) => {
      const references = (values: { contact?: string }) => missingContact(ctx.db, values);
      const { contact, address } = await readFields(ctx.request, wire.contactAddressFields, {
        how: "create",
        zone,
        references,
      });
      const errors = await references({ contact: contact! });
      if (errors.contact) throw invalid(errors);
      return show(ctx, await createAddress(ctx.db, ctx.actor, contact!, address!));
    }),
    route(wire.showContactAddress, (ctx) => show(ctx)),
    route(wire.makeAddressPrimary, async (ctx) => {
      await makePrimary(ctx.db, ctx.actor, idOf(ctx));
      return show(ctx);
    }),
    route(wire.deleteContactAddress, async (ctx) => {
      await deleteAddress(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
  ];
}
