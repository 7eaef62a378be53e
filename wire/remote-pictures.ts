import { z } from "zod";
import { endpoint } from "./endpoint.ts";

export const showRemotePicture = endpoint({
  method: "GET",
  path: "/tickets/{id}/remote-picture/",
  access: "user",
  permission: "ticket.view",
  tag: "Tickets",
  status: 200,
  summary: "Show a remote picture of a message",
  description:
    "The server loads the picture, so that its sender does not learn who reads the message, or where. Only PNG, JPEG, GIF and WebP, at most 10 MB, over HTTP or HTTPS at the usual ports of public addresses. 404 if no picture of the message has this address, or if `remote_pictures` of the email settings is `never`; 400 if the picture cannot be loaded.",
  query: [
    { name: "url", description: "The `src` of the picture in the message.", example: "https://shop.example/logo.png" },
    {
      name: "comment",
      description: "The ID of the message. Default: the ticket's description.",
      schema: { type: "string", format: "uuid" },
    },
  ],
  answer: z.string(),
  answerType: "picture",
  problems: [400, 401, 404],
  example: { response: "the picture's bytes" },
});
