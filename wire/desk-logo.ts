import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { reader, ValueFault } from "./read-values.ts";

export const MAX_LOGO_BYTES = 200 * 1024;
export const LOGO_TYPES = ["image/png", "image/jpeg", "image/webp"] as const;
export type LogoType = (typeof LOGO_TYPES)[number];

/** A picture in Base64. Its type is read from its content, not from a data URL. */
function readBase64(value: unknown): string {
  const text = typeof value === "string" ? value.replace(/^data:[\w./+-]*;base64,/, "") : "";
  if (text.length > Math.ceil(MAX_LOGO_BYTES / 3) * 4) throw new ValueFault("The logo is larger than 200 kB.");
  if (!/^[\w+/]+={0,2}$/.test(text)) throw new ValueFault("Send a PNG, JPEG or WebP in Base64.");
  return text;
}

export const logoFields = {
  image: reader<string>(
    {
      type: "string",
      format: "byte",
      description: "A PNG, JPEG or WebP of at most 200 kB in Base64, or as a data URL.",
      examples: ["iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="],
    },
    readBase64,
  ),
};
const DeskLogo = z
  .object({
    url: z
      .string()
      .nullable()
      .meta({
        description: "Where everyone can load it; null if there is none.",
        examples: ["/portal/logo/?v=3f2a91c0d4e5"],
      }),
    type: z.enum(LOGO_TYPES).nullable(),
    size: z.int().nullable(),
  })
  .meta({ id: "DeskLogo" });

const admin = { access: "admin", permission: "portal.manage", tag: "Help center", path: "/desk-logo/" } as const;
export const showLogo = endpoint({
  ...admin,
  method: "GET",
  status: 200,
  summary: "Show the desk's logo",
  answer: DeskLogo,
  problems: [401, 403],
});
export const setLogo = endpoint({
  ...admin,
  method: "PUT",
  status: 200,
  summary: "Set the desk's logo",
  description: "The help center and emails show it beside the desk's name. Its type is read from its content.",
  body: logoFields,
  answer: DeskLogo,
  problems: [400, 401, 403],
});
export const removeLogo = endpoint({
  ...admin,
  method: "DELETE",
  status: 204,
  summary: "Remove the desk's logo",
  problems: [401, 403],
});
