import { createTrialTicket } from "../../wire/automation-trial.ts";
import * as wire from "../../wire/automations.ts";
import { invalid } from "../../wire/problems.ts";
import { readFields } from "../platform/bodies.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows } from "../platform/row-list.ts";
import { withVersions } from "../platform/versioned.ts";
import { newTicketErrors } from "../tickets/references.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { createTicket } from "../tickets/tickets.ts";
import { automationRecords, checkRule, reorderAutomations, requireAutomation, wrongReferences } from "./automations.ts";
import { dryRun } from "./dry-run.ts";
import { runsOf, runsOn, runView } from "./runs.ts";
import { warningsOf } from "./warnings.ts";

export function automationRoutes(services: RouteServices): Route[] {
  return [...ruleRoutes(services), ...runRoutes(services), trialRoute(services)];
}

const trialRoute = ({ zone }: RouteServices): Route =>
  route(createTrialTicket, async (ctx) => {
    const references = (values: object) => newTicketErrors(ctx.db, values);
    const body = await readFields(ctx.request, createTrialTicket.body, { how: "create", zone, references });
    const { via, ...values } = body;
    const { id } = await createTicket(ctx.db, { ...ctx.actor, via: via! }, values, zone);
    return { body: { id } };
  });

function ruleRoutes(services: RouteServices): Route[] {
  const { zone } = services;
  return withVersions("automations", [
    ...recordRoutes(
      services,
      {
        list: wire.listAutomations,
        create: wire.createAutomation,
        show: wire.showAutomation,
        update: wire.updateAutomation,
        replace: wire.replaceAutomation,
        remove: wire.deleteAutomation,
      },
      automationRecords,
    ).map(withWarnings),
    route(wire.reorderAutomations, async (ctx) => {
      const { automations } = await readFields(ctx.request, wire.reorderAutomations.body, { how: "create", zone });
      await reorderAutomations(ctx.db, automations!);
      return { body: { automations } };
    }),
    route(wire.dryRunAutomation, async (ctx) => {
      const { days, ...rule } = await readFields(ctx.request, wire.dryRunAutomation.body, { how: "create", zone });
      const errors = await wrongReferences(ctx.db, rule);
      if (Object.keys(errors).length > 0) throw invalid(errors);
      await checkRule(rule);
      return { body: await dryRun(ctx.db, rule as Required<typeof rule>, days!) };
    }),
  ]);
}

/** Adds to the answer of a save which other automations the saved one contradicts. */
function withWarnings(each: Route): Route {
  if (!["POST", "PATCH", "PUT"].includes(each.endpoint.method)) return each;
  return {
    ...each,
    answer: async (ctx, preparation) => {
      const answer = await each.answer(ctx, preparation);
      const automation = JSON.parse(answer.body as string) as { id: string };
      return { ...answer, body: { ...automation, warnings: await warningsOf(ctx.db, automation.id) } };
    },
  };
}

/** What the automations did: of one automation, and of one ticket. */
function runRoutes({ addresses }: RouteServices): Route[] {
  return [
    route(wire.listAutomationRuns, async (ctx) => {
      const id = idOf(ctx);
      await requireAutomation(ctx.db, id);
      return { body: await listRows(ctx.db, runView, ctx, addresses, runsOf(id)) };
    }),
    route(wire.listTicketRuns, async (ctx) => {
      const id = idOf(ctx);
      await requireTicket(ctx, id)();
      const { event } = ctx.query;
      if (event && !/^\d{1,15}$/.test(event)) throw invalid({ event: ["A valid integer is required."] });
      return { body: await listRows(ctx.db, runView, ctx, addresses, runsOn(id, event)) };
    }),
  ];
}
