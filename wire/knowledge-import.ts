import { z } from "zod";
import { endpoint } from "./endpoint.ts";

export const importArticles = endpoint({
  method: "POST",
  path: "/kb/import/",
  access: "admin",
  permission: "knowledge.manage",
  tag: "Knowledge",
  status: 200,
  summary: "Import articles",
  description:
    "A multipart form with `file`: a zip archive of Markdown and HTML documents with their pictures, or one document. Each document becomes a draft in the category that it names, or else that of its folder; categories that are missing are created. Front matter (`title`, `category` as `Sound / Players`, `language`, `slug`, `visibility`) or the head of an HTML page sets more. `volume.en.md` and `volume.th.md` are one article in two languages. The response says for each file whether it was imported and, if not, why. If the request fails, nothing is imported.",
  query: [{ name: "publish", description: "`true`: publish the articles immediately.", schema: { type: "boolean" } }],
  consumes: ["multipart"],
  besideFile: [],
  answer: z.object({
    taken: z.int(),
    refused: z.int(),
    results: z.array(
      z.object({
        path: z.string(),
        article: z.uuid().nullable().meta({ description: "Null if the file was refused." }),
        title: z.string().meta({ examples: ["Green light, but no sound"] }),
        reason: z.string().meta({ description: "Why it was refused; empty if it was imported." }),
        warnings: z.array(z.string()).meta({ description: "What is missing from it, such as a picture." }),
      }),
    ),
  }),
  problems: [400, 401, 403, 413],
});
