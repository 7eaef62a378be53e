import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { flag, reference, text } from "./fields.ts";
import { MAX_STEP_LENGTH, MAX_STEPS } from "./template-words.ts";
import { stepsField } from "./ticket-templates.ts";

const id = z.uuid();
const time = z.iso.datetime();

export const ChecklistItem = z
  .object({
    id,
    text: z.string(),
    is_done: z.boolean(),
    done_at: time.nullable(),
    done_by: id.nullable(),
    done_by_name: z.string().nullable(),
    created_at: time,
    version: z.int().meta({ description: "Increases when the text or `is_done` changes; see `If-Match`." }),
  })
  .meta({ id: "ChecklistItem" });
const Checklist = z.object({
  results: z.array(ChecklistItem).meta({ description: "In their order." }),
  done: z.int(),
  total: z.int(),
});

const tag = "Checklists";
const common = { access: "user", tag, isStrict: true } as const;
const item = {
  id: "7b1f8a52-6a55-4b9d-b0a9-0e6c5b8d2f11",
  text: "Ask for the light of the player",
  is_done: true,
  done_at: "2026-12-01T09:12:00Z",
  done_by: "5a3f0c3e-8d7b-4a53-9a53-6a1f5f0f6b11",
  done_by_name: "Tom Tech",
  created_at: "2026-12-01T09:00:00Z",
  version: 2,
};

export const showChecklist = endpoint({
  ...common,
  permission: "ticket.view",
  method: "GET",
  path: "/tickets/{id}/checklist/",
  status: 200,
  summary: "Show a ticket's checklist",
  description: "Customers never see it.",
  answer: Checklist,
  problems: [401, 404],
  example: { response: { results: [item], done: 1, total: 1 } },
});
export const addSteps = endpoint({
  ...common,
  permission: "ticket.change",
  method: "POST",
  path: "/tickets/{id}/checklist/",
  status: 201,
  summary: "Add steps to a checklist",
  description: `Adds them at the end or after a step. A ticket can have up to ${MAX_STEPS} steps.`,
  body: {
    steps: stepsField(),
    after: reference({ nullable: true, description: "The step to add them after. Defaults to the last step." }),
  },
  answer: Checklist,
  problems: [400, 401, 404],
  example: { request: { steps: ["Ask for the light of the player", "Check the last contact of the zone"] } },
});
export const changeStep = endpoint({
  ...common,
  permission: "ticket.change",
  method: "PATCH",
  path: "/tickets/{id}/checklist/{item}/",
  status: 200,
  summary: "Update a step: its text, whether it is done, or its position",
  description: "One step at a time, so that two people never overwrite each other's steps.",
  body: {
    text: text({ max: MAX_STEP_LENGTH, required: false }),
    is_done: flag(),
    after: reference({
      nullable: true,
      description: "The step to move it after; null moves it to the top.",
    }),
  },
  partial: true,
  answer: ChecklistItem,
  problems: [400, 401, 404, 412],
  example: { request: { is_done: true }, response: item },
});
export const removeStep = endpoint({
  ...common,
  permission: "ticket.change",
  method: "DELETE",
  path: "/tickets/{id}/checklist/{item}/",
  status: 204,
  summary: "Remove a step",
  problems: [401, 404],
});
