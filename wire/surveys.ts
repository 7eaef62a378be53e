import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choices, flag, integer, reference } from "./fields.ts";
import { PAUSE_DAYS, SURVEY_DAYS, SURVEY_REASONS, SURVEY_STATES } from "./survey-words.ts";
import { CATEGORIES, TEAMS } from "./ticket-words.ts";

const tag = "Surveys";
const time = z.iso.datetime();
const rating = z.int().min(1).max(5);

export const surveySettingsFields = {
  is_enabled: flag({ description: "Whether customers are asked for a rating after their tickets are resolved." }),
  delay_hours: integer({ min: 0, max: 720, example: 24, description: "Number of hours after the ticket is resolved." }),
  calendar: reference({ nullable: true, description: "Whose open hours count; null counts every hour." }),
  teams: choices(TEAMS, { description: "Teams whose tickets customers are asked about; empty means all." }),
  categories: choices(CATEGORIES, {
    description: "Categories whose tickets customers are asked about; empty means all.",
  }),
};
const SurveySettings = z
  .object({
    is_enabled: z.boolean(),
    delay_hours: z.int().meta({ examples: [24] }),
    calendar: z.uuid().nullable(),
    teams: z.array(z.enum(TEAMS)),
    categories: z.array(z.enum(CATEGORIES)),
    updated_at: time,
  })
  .meta({ id: "SurveySettings" });

const admin = { access: "admin", permission: "survey.manage", tag, path: "/survey-settings/", status: 200 } as const;
export const showSurveySettings = endpoint({
  ...admin,
  method: "GET",
  summary: "Show when customers are asked for a rating",
  answer: SurveySettings,
  problems: [401, 403],
});
export const updateSurveySettings = endpoint({
  ...admin,
  method: "PATCH",
  summary: "Change when customers are asked for a rating",
  description: `Waiting surveys keep their time. A customer is asked at most once in ${PAUSE_DAYS} days.`,
  body: surveySettingsFields,
  partial: true,
  answer: SurveySettings,
  problems: [400, 401, 403, 412],
  example: { request: { is_enabled: true, delay_hours: 8 } },
});

const Answer = z.object({
  rating,
  comment: z.string(),
  via: z.enum(["email", "portal"]),
  answered_at: time,
  replaced_at: time.nullable().meta({ description: "When the customer changed it." }),
});
export const Survey = z
  .object({
    id: z.uuid(),
    contact: z.uuid(),
    contact_name: z.string(),
    state: z.enum(SURVEY_STATES),
    reason: z.enum(SURVEY_REASONS).nullable().meta({ description: "Why it was cancelled." }),
    started_by: z.enum(["resolved", "automation"]),
    due_at: time.meta({ description: "When it is sent." }),
    sent_at: time.nullable(),
    expires_at: time.nullable(),
    answers: z.array(Answer).meta({ description: "Newest first. The first one counts." }),
  })
  .meta({ id: "Survey" });
const example = {
  id: "0b6f0d5e-7c1f-4f43-9d0c-6a7a4a1b2c3d",
  contact: "4be0643f-1d98-4f9e-8f1c-6a5d8a1b2c3d",
  contact_name: "Ploy Srisai",
  state: "sent",
  reason: null,
  started_by: "resolved",
  due_at: "2026-11-26T14:20:00Z",
  sent_at: "2026-11-26T14:20:31Z",
  expires_at: "2026-12-26T14:20:31Z",
  answers: [
    {
      rating: 5,
      comment: "Quick and friendly.",
      via: "email",
      answered_at: "2026-11-26T15:02:00Z",
      replaced_at: null,
    },
  ],
};

export const listTicketSurveys = endpoint({
  method: "GET",
  path: "/tickets/{id}/surveys/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List the surveys of a ticket with their answers",
  description: `Newest first. A link in an email works for ${SURVEY_DAYS} days.`,
  answer: z.object({ results: z.array(Survey) }),
  problems: [401, 404],
  example: { response: { results: [example] } },
});

const RatedTicket = z.object({
  ticket: z.uuid(),
  ticket_number: z.string(),
  subject: z.string(),
  rating,
  comment: z.string(),
  answered_at: time,
});
export const listContactRatings = endpoint({
  method: "GET",
  path: "/contacts/{id}/ratings/",
  access: "user",
  permission: "contact.view",
  tag,
  status: 200,
  summary: "List the ratings of a contact",
  description: "The last 50, newest first, of tickets that you can see.",
  answer: z.object({
    average: z
      .number()
      .nullable()
      .meta({ description: "Of these ratings; null if there are none.", examples: [4.5] }),
    results: z.array(RatedTicket),
  }),
  problems: [401, 404],
});
