import { invalid, notFound } from "../../wire/problems.ts";
import * as wire from "../../wire/routing.ts";
import * as skills from "../../wire/skills.ts";
import { PRIORITIES, type Priority, TEAMS } from "../../wire/ticket-words.ts";
import { requireTeamRouting } from "../access/leads.ts";
import { readFields } from "../platform/bodies.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { type VersionSource, withVersions } from "../platform/versioned.ts";
import { calendarErrors } from "../sla/calendars.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import * as settings from "./settings.ts";
import { previewTeam, ticketRouting, undoTicketRouting } from "./show.ts";
import { skillRecords } from "./skills.ts";

function teamIn({ params }: RequestContext): string {
  const team = TEAMS.find((each) => each === params.team);
  if (!team) throw notFound();
  return team;
}

function priorityIn({ priority = "medium" }: Record<string, string | undefined>): Priority {
  const word = PRIORITIES.find((each) => each === priority);
  if (!word) throw invalid({ priority: [`"${priority}" is not a valid choice.`] });
  return word;
}

export function routingRoutes(services: RouteServices): Route[] {
  return [...teamRoutes(services), ...agentRoutes(services), ...ticketRoutes(), ...skillRoutes(services)];
}

const teamVersion: VersionSource = { statement: settings.TEAM_VERSION, values: (ctx) => [teamIn(ctx)] };
const agentVersion: VersionSource = { statement: settings.AGENT_VERSION, values: (ctx) => [idOf(ctx)] };

const teamRoutes = ({ zone }: RouteServices): Route[] => [
  ...withVersions(teamVersion, [
    route(wire.showRouting, async (ctx) => ({ body: await settings.showTeamRouting(ctx.db, ctx.actor, teamIn(ctx)) })),
    route(wire.updateRouting, async (ctx) => {
      const team = teamIn(ctx);
      await requireTeamRouting(ctx.db, ctx.actor, team);
      const values = await readFields(ctx.request, wire.routingFields, { how: "change", zone });
      const errors = await calendarErrors(ctx.db, values.calendar);
      if (errors.calendar) throw invalid(errors);
      await settings.updateTeamRouting(ctx.db, ctx.actor, team, values);
      return { body: await settings.showTeamRouting(ctx.db, ctx.actor, team) };
    }),
  ]),
  route(wire.previewRouting, async (ctx) => ({
    body: await previewTeam(ctx.db, teamIn(ctx), priorityIn(ctx.query)),
  })),
  route(wire.queueUnassigned, async (ctx) => {
    const team = teamIn(ctx);
    await requireTeamRouting(ctx.db, ctx.actor, team);
    return { body: { queued: await settings.queueUnassigned(ctx.db, ctx.actor, team) } };
  }),
];

const agentRoutes = ({ zone }: RouteServices): Route[] => [
  route(wire.showAvailability, async ({ db, actor }) => ({ body: await settings.availabilityOfUser(db, actor.id) })),
  route(wire.updateAvailability, async ({ db, actor, request }) => {
    const values = await readFields(request, wire.availabilityFields, { how: "change", zone });
    await settings.updateAgent(db, actor.id, values);
    return { body: await settings.availabilityOfUser(db, actor.id) };
  }),
  ...withVersions(agentVersion, [
    route(wire.updateAgent, async (ctx) => {
      const id = idOf(ctx);
      await requireTeamRouting(ctx.db, ctx.actor, await settings.teamOfUser(ctx.db, id));
      const values = await readFields(ctx.request, wire.agentFields, { how: "change", zone });
      const errors = {
        ...(await calendarErrors(ctx.db, values.calendar)),
        ...(await settings.agentErrors(ctx.db, values)),
      };
      if (Object.keys(errors).length > 0) throw invalid(errors);
      await settings.updateAgent(ctx.db, id, values);
      return { body: await settings.showAgent(ctx.db, id) };
    }),
  ]),
];

const ticketRoutes = (): Route[] => [
  route(wire.showTicketRouting, async (ctx) => {
    const id = idOf(ctx);
    await requireTicket(ctx, id)();
    return { body: await ticketRouting(ctx.db, id) };
  }),
  route(wire.undoTicketRouting, async (ctx) => {
    const id = idOf(ctx);
    await requireTicket(ctx, id)();
    await undoTicketRouting(ctx.db, ctx.actor, id);
    return { body: await ticketRouting(ctx.db, id) };
  }),
];

const skillRoutes = (services: RouteServices): Route[] =>
  withVersions(
    "skills",
    recordRoutes(
      services,
      {
        list: skills.listSkills,
        create: skills.createSkill,
        show: skills.showSkill,
        update: skills.updateSkill,
        replace: skills.replaceSkill,
        remove: skills.deleteSkill,
      },
      skillRecords,
    ),
  );
