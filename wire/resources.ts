import { z } from "zod";
import { endpoint } from "./endpoint.ts";

export const listResources = endpoint({
  method: "GET",
  path: "/",
  access: "user",
  permission: "self",
  tag: "Server",
  status: 200,
  summary: "List the resources",
  description: "Each resource with the address of its list.",
  answer: z.record(z.string(), z.url()).meta({ examples: [{ tickets: "https://desk.example.com/api/v1/tickets/" }] }),
  problems: [401],
});
