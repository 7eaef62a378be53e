import { z } from "zod";
import { endpoint } from "./endpoint.ts";

export const showServerStatus = endpoint({
  method: "GET",
  path: "/server-status/",
  access: "admin",
  permission: "settings.view",
  tag: "Server",
  status: 200,
  summary: "Show the server's free disk space",
  description:
    "If a disk has less than `min_free_bytes` free, requests that add or change something return 503. Reading, signing in and deleting still work.",
  answer: z.object({
    disks: z.array(
      z.object({
        name: z.enum(["database", "files"]).meta({
          description:
            "The disk of the embedded database, or of uploaded files. A database or a bucket elsewhere is not listed.",
        }),
        free_bytes: z
          .number()
          .int()
          .meta({ examples: [52428800] }),
        is_low: z.boolean().meta({ description: "Whether changes are refused because of this disk." }),
      }),
    ),
    min_free_bytes: z
      .number()
      .int()
      .meta({ examples: [268435456] }),
  }),
  problems: [401, 403],
});

export const showServerSettings = endpoint({
  method: "GET",
  path: "/server-settings/",
  access: "admin",
  permission: "settings.view",
  tag: "Server",
  status: 200,
  summary: "Show the server's settings",
  description: "Read from the environment at startup. Secrets show only whether they are set.",
  answer: z.object({
    results: z.array(
      z.object({
        name: z.string().meta({ examples: ["MAX_UPLOAD_MB"] }),
        about: z.string(),
        value: z.string().nullable().meta({
          description: "The value in use: as set, or the default. Null if there is neither, and for secrets.",
        }),
        is_set: z.boolean().meta({ description: "Whether it is set in the environment." }),
        is_secret: z.boolean(),
      }),
    ),
  }),
  problems: [401, 403],
});
