import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { text } from "./fields.ts";
import { User } from "./users.ts";

const tag = "Sign-in";
const jwt = z.jwt();
const pair = z.object({ access: jwt, refresh: jwt });
const tokenField = text({ max: 10_000 });
export const credentials = {
  username: text({ example: "admin" }),
  password: text({ trim: false, example: "correct horse battery staple" }),
};

export const login = endpoint({
  method: "POST",
  path: "/auth/login/",
  access: "credentials-ignored",
  tag,
  status: 200,
  summary: "Sign in",
  description: "Takes a username or email, ignoring case. Access tokens last one hour, refresh tokens seven days.",
  body: credentials,
  answer: pair.extend({ user: User }),
  problems: [400, 429],
});
export const refresh = endpoint({
  method: "POST",
  path: "/auth/refresh/",
  access: "credentials-ignored",
  tag,
  status: 200,
  summary: "Get a new access token",
  body: { refresh: tokenField },
  answer: z.object({ access: jwt }),
  problems: [400, 401, 429],
  failures: [400, 401],
});
export const logout = endpoint({
  method: "POST",
  path: "/auth/logout/",
  access: "credentials-ignored",
  tag,
  status: 200,
  summary: "Sign out",
  description: "Revokes the refresh token and every token issued from it.",
  body: { refresh: text({ max: 10_000, required: false }) },
  answer: z.object({ message: z.string() }),
});
export const me = endpoint({
  method: "GET",
  path: "/auth/me/",
  access: "user",
  permission: "self",
  tag,
  status: 200,
  summary: "Show the signed-in user",
  answer: User,
  problems: [401],
});
export const obtainTokens = endpoint({
  method: "POST",
  path: "/jwt/token/",
  access: "credentials-ignored",
  tag,
  status: 200,
  summary: "Get an access token and a refresh token",
  body: credentials,
  answer: pair,
  problems: [400, 401, 429],
});
export const rotateTokens = endpoint({
  method: "POST",
  path: "/jwt/token/refresh/",
  access: "credentials-ignored",
  tag,
  status: 200,
  summary: "Exchange a refresh token for new tokens",
  description: "Using a refresh token twice ends its session.",
  body: { refresh: tokenField },
  answer: pair,
  problems: [400, 401],
});
export const verifyToken = endpoint({
  method: "POST",
  path: "/jwt/token/verify/",
  access: "credentials-ignored",
  tag,
  status: 200,
  summary: "Check a token",
  body: { token: tokenField },
  answer: z.object({}),
  problems: [400, 401],
});
