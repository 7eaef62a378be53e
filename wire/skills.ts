import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { text } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";
import { policyFiltersField } from "./sla-fields.ts";

const tag = "Assignment";
const time = z.iso.datetime();

export const skillFields = { name: text({ max: 100, example: "Zones" }), filters: policyFiltersField };
export const Skill = z
  .object({
    id: z.uuid(),
    name: z.string().meta({ examples: ["Zones"] }),
    filters: z.record(z.string(), z.string()).meta({ examples: [{ category: "zone_config" }] }),
    agents: z.int().meta({ description: "How many agents have it." }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Skill" });
const manage = { access: "admin", permission: "routing.manage", tag, isStrict: true } as const;
const skills = { path: "/skills/", ...manage } as const;
const skill = { path: "/skills/{id}/", ...manage } as const;
export const listSkills = endpoint({
  method: "GET",
  ...skills,
  access: "user",
  permission: "routing.view",
  status: 200,
  summary: "List skills",
  query: [...listParameters(["name"])],
  answer: Skill,
  answerType: "page",
  problems: [401, 404],
});
export const createSkill = endpoint({
  method: "POST",
  ...skills,
  status: 201,
  summary: "Create a skill",
  description: "In teams that assign by skill, tickets that match its filters need it.",
  body: skillFields,
  answer: Skill,
  problems: [400, 401, 403],
  example: { request: { name: "Zones", filters: { category: "zone_config" } } },
});
export const showSkill = endpoint({
  method: "GET",
  ...skill,
  access: "user",
  permission: "routing.view",
  status: 200,
  summary: "Show a skill",
  query: shapeParameters,
  answer: Skill,
  problems: [401, 404],
});
export const updateSkill = endpoint({
  method: "PATCH",
  ...skill,
  status: 200,
  summary: "Update a skill",
  body: skillFields,
  partial: true,
  answer: Skill,
  problems: [400, 401, 403, 404, 412],
});
export const replaceSkill = endpoint({
  method: "PUT",
  ...skill,
  status: 200,
  summary: "Replace a skill",
  body: skillFields,
  answer: Skill,
  problems: [400, 401, 403, 404, 412],
});
export const deleteSkill = endpoint({
  method: "DELETE",
  ...skill,
  status: 204,
  summary: "Delete a skill",
  description: "Tickets no longer need it.",
  problems: [401, 403, 404],
});
