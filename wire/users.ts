import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice, choices, email, flag, text } from "./fields.ts";
import { listParameters, RELEVANCE, shapeParameters } from "./lists.ts";
import { TEAMS } from "./ticket-shapes.ts";

export const ROLES = TEAMS;
/** Every staff role can see the ticket pages. The Django backend's client checks for this word. */
export const PERMISSIONS = ["view_tickets"];

const time = z.iso.datetime();
export const User = z
  .object({
    id: z.uuid(),
    username: z.string(),
    email: z
      .string()
      .optional()
      .meta({ description: "For other users only visible to Admins, as are `phone` and `smtp_email`." }),
    first_name: z.string(),
    last_name: z.string(),
    full_name: z.string(),
    role: z.enum(ROLES),
    phone: z.string().optional(),
    department: z.string(),
    is_active: z.boolean(),
    smtp_email: z.string().nullable().optional(),
    smtp_configured: z.boolean(),
    avatar_url: z.string().nullable(),
    last_login: time.nullable(),
    date_joined: time,
    updated_at: time.optional().meta({
      description: "When the account was last changed; signing in does not count. Only the user and Admins see it.",
    }),
    has_weak_password: z.boolean().optional().meta({
      description:
        "Whether the password was too short or too common at the last sign-in. Only the user and Admins see it.",
    }),
    has_password: z.boolean().optional().meta({
      description:
        "False until an invited user, or one imported without a password, has chosen one. Only the user and Admins see it.",
    }),
    permissions: z.array(z.string()).meta({ description: "The names of what the user's role permits." }),
    leads: z.array(z.enum(TEAMS)).meta({ description: "The teams that the user leads." }),
    away_until: time.nullable().meta({ description: "Out of office until then; null if at work." }),
    absence: z
      .object({ state: z.enum(["away", "off"]), until: time.nullable() })
      .nullable()
      .meta({
        description:
          "Whether the user is away or off, by their own choice or because they are out of office, and until when; null otherwise. Working hours do not count.",
      }),
  })
  .meta({ id: "User" });

const own = {
  first_name: text({ max: 150, blank: true, required: false }),
  last_name: text({ max: 150, blank: true, required: false }),
  email: email({ fallback: "", required: false }),
  phone: text({ max: 20, blank: true, required: false }),
  department: text({ max: 50, blank: true, required: false }),
};
export const userFields = {
  username: text({ max: 150, example: "ann" }),
  ...own,
  password: text({
    trim: false,
    max: 4096,
    example: "correct horse battery staple",
    description: "10 characters or more, not among the 10,000 most common passwords.",
  }),
  role: choice(ROLES, { fallback: "Sales" }),
  is_active: flag({ fallback: true }),
  leads: choices(TEAMS, { required: false, description: "The teams that the user leads." }),
};
export const passwordFields = {
  old_password: text({ trim: false, max: 4096, example: "correct horse" }),
  new_password: text({
    trim: false,
    max: 4096,
    example: "correct horse battery staple",
    description: "10 characters or more, not among the 10,000 most common passwords.",
  }),
};

const tag = "Users";
const orderings = [
  "username",
  "email",
  "first_name",
  "last_name",
  "role",
  "date_joined",
  "last_login",
  RELEVANCE,
] as const;

export const listUsers = endpoint({
  method: "GET",
  path: "/users/",
  access: "user",
  permission: "user.view",
  tag,
  status: 200,
  summary: "List users",
  description: "Newest first. Includes inactive users.",
  query: [
    { name: "role", description: "Only users of this role.", schema: { type: "string", enum: ROLES } },
    { name: "is_active", description: "`true` or `false`.", schema: { type: "boolean" } },
    { name: "department", description: "Only users of this department." },
    { name: "search", description: "Users whose name or username contains every word. Admins also search by email." },
    ...listParameters(orderings),
  ],
  answer: User,
  answerType: "page",
  problems: [400, 401, 404],
});
export const createUser = endpoint({
  method: "POST",
  path: "/users/",
  access: "admin",
  permission: "user.manage",
  tag,
  status: 201,
  summary: "Create a user",
  body: userFields,
  answer: User,
  problems: [400, 401, 403],
});
export const showUser = endpoint({
  method: "GET",
  path: "/users/{id}/",
  access: "user",
  permission: "user.view",
  tag,
  status: 200,
  summary: "Show a user",
  query: shapeParameters,
  answer: User,
  problems: [401, 404],
});
export const updateUser = endpoint({
  method: "PATCH",
  path: "/users/{id}/",
  access: "admin",
  permission: "user.manage",
  tag,
  status: 200,
  summary: "Update a user",
  body: userFields,
  partial: true,
  answer: User,
  problems: [400, 401, 403, 404, 412],
});
export const replaceUser = endpoint({
  method: "PUT",
  path: "/users/{id}/",
  access: "admin",
  permission: "user.manage",
  tag,
  status: 200,
  summary: "Replace a user",
  body: { ...userFields, password: text({ trim: false, required: false }) },
  answer: User,
  problems: [400, 401, 403, 404, 412],
});
export const deleteUser = endpoint({
  method: "DELETE",
  path: "/users/{id}/",
  access: "admin",
  permission: "user.manage",
  tag,
  status: 204,
  summary: "Delete a user",
  description:
    "The user's name stays on their comments and changes. Open tickets assigned to the user return to `new` and to their team.",
  problems: [401, 403, 404],
});
export const showOwnUser = endpoint({
  method: "GET",
  path: "/users/me/",
  access: "user",
  permission: "self",
  tag,
  status: 200,
  summary: "Show your profile",
  answer: User,
  problems: [401],
});
export const updateOwnUser = endpoint({
  method: "PATCH",
  path: "/users/me/",
  access: "user",
  permission: "self",
  tag,
  status: 200,
  summary: "Update your profile",
  body: own,
  partial: true,
  answer: User,
  problems: [400, 401, 412],
});
export const changePassword = endpoint({
  method: "POST",
  path: "/users/change_password/",
  access: "user",
  permission: "self",
  tag,
  status: 200,
  summary: "Change your password",
  description: "Ends all your other sessions. Attempts with a wrong old password are rate limited, as sign-in is.",
  body: passwordFields,
  answer: z.object({ message: z.string() }),
  problems: [400, 401, 429],
});
