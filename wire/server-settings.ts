import { z } from "zod";
import { endpoint } from "./endpoint.ts";

export const showServerSettings = endpoint({
  method: "GET",
  path: "/server-settings/",
  access: "admin",
  permission: "settings.view",
  tag: "Server",
  status: 200,
  summary: "Show the server's settings",
  description: "As this server read them from its environment at its start. Of secrets only whether they are set.",
  answer: z.object({
    results: z.array(
      z.object({
        name: z.string().meta({ examples: ["MAX_UPLOAD_MB"] }),
        about: z.string(),
        value: z
          .string()
          .nullable()
          .meta({ description: "What counts: as set, or the fallback; null for neither, and for a secret." }),
        is_set: z.boolean().meta({ description: "Whether it stands in the environment." }),
        is_secret: z.boolean(),
      }),
    ),
  }),
  problems: [401, 403],
});
