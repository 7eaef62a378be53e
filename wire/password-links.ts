import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice, choices, email, flag, text } from "./fields.ts";
import { TEAMS } from "./ticket-shapes.ts";
import { ROLES, User } from "./users.ts";

export const LINK_PURPOSES = ["invitation", "password_reset"] as const;
const time = z.iso.datetime();
const TOKEN = "Qm9hdHMgYXJyaXZlIGF0IHRoZSBoYXJib3VyIGF0IHNpeA";
const users = { access: "admin", permission: "user.manage", tag: "Users" } as const;

export const invitationFields = {
  email: email({ example: "ploy@docket.example" }),
  role: choice(ROLES, { fallback: "Sales", description: "The user's role, which is their team, too." }),
  first_name: text({ max: 150, blank: true, required: false }),
  last_name: text({ max: 150, blank: true, required: false }),
  username: text({
    max: 150,
    required: false,
    description: "Defaults to the part of the email before the @, or to the whole email if that name is taken.",
  }),
  leads: choices(TEAMS, { required: false, description: "The teams that the user leads." }),
  send: flag({ fallback: true, description: "Whether to email the link. Otherwise copy it from `/password_link/`." }),
};
export const inviteUser = endpoint({
  ...users,
  method: "POST",
  path: "/users/invite/",
  status: 201,
  summary: "Invite a user",
  description:
    "Adds a user without a password, with a link to choose one. The link works once, for seven days. Without a mailbox the email is held; an Admin can copy the link instead.",
  body: invitationFields,
  answer: User,
  problems: [400, 401, 403],
  example: { request: { email: "ploy@docket.example", role: "Tech" } },
});

const PasswordLink = z
  .object({
    purpose: z.enum(LINK_PURPOSES),
    link: z.url().meta({ examples: [`https://desk.docket.example/password/new#${TOKEN}`] }),
    created_at: time,
    expires_at: time,
    email: z
      .object({ id: z.uuid(), address: z.string(), state: z.string().meta({ examples: ["held"] }) })
      .nullable()
      .meta({ description: "The email with it; null if it was not sent by email." }),
  })
  .meta({ id: "PasswordLink" });
const onLink = {
  ...users,
  path: "/users/{id}/password_link/",
  answer: PasswordLink,
} as const;
export const showPasswordLink = endpoint({
  ...onLink,
  method: "GET",
  status: 200,
  summary: "Show the link with which a user can choose a password",
  description: "The newest one that still works; 404 if there is none.",
  problems: [401, 403, 404],
});
export const createPasswordLink = endpoint({
  ...onLink,
  method: "POST",
  status: 200,
  summary: "Create a link with which a user can choose a password",
  description:
    "An invitation for seven days if the user has never had a password, otherwise a reset for one hour. Using it ends every session of the user and every other link.",
  body: { send: flag({ fallback: true, description: "Whether to email it to the user." }) },
  isSecret: true,
  problems: [400, 401, 403, 404, 409],
  example: { request: { send: false } },
});

export const askForReset = endpoint({
  method: "POST",
  path: "/auth/password_reset/",
  access: "credentials-ignored",
  tag: "Sign-in",
  status: 200,
  summary: "Request a link to choose a new password",
  description:
    "With username or email, in any case. The response is the same whether there is such an account or not. If it has an email address, a link that works once, for one hour, is sent there a moment later.",
  body: { username: text({ max: 254, example: "ann" }) },
  answer: z.object({ message: z.string() }),
  problems: [400, 429],
  example: {
    request: { username: "ann" },
    response: { message: "If there is such an account, a link is on its way to its email address." },
  },
});
const token = text({ max: 200, example: TOKEN, description: "The part of the link after the #." });
export const readPasswordLink = endpoint({
  method: "POST",
  path: "/session/password_link/",
  access: "credentials-ignored",
  tag: "Web sign-in",
  status: 200,
  summary: "See whose password a link is for",
  description: "Changes nothing: a program that follows every link in an email does not use it up.",
  body: { token },
  answer: z.object({
    purpose: z.enum(LINK_PURPOSES),
    username: z.string().meta({ examples: ["ann"] }),
    full_name: z.string().meta({ examples: ["Ann Harbour"] }),
    expires_at: time,
  }),
  problems: [400, 403, 429],
});
export const setPassword = endpoint({
  method: "POST",
  path: "/session/password/",
  access: "credentials-ignored",
  tag: "Web sign-in",
  status: 200,
  summary: "Set a password with a link, and sign in",
  description:
    "Uses the link up, ends every session and every other link of the user, and opens a new session as `POST /session/` does.",
  body: {
    token,
    password: text({
      trim: false,
      max: 4096,
      example: "correct horse battery staple",
      description: "10 characters or more, not among the 10,000 most common passwords.",
    }),
  },
  answer: z.object({ access: z.jwt(), user: User }),
  problems: [400, 403, 429],
});
