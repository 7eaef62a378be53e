import { z } from "zod";
import { CONTRADICTIONS } from "./contradictions.ts";

const Warning = z.object({
  kind: z.enum(CONTRADICTIONS).meta({
    description:
      "`loop`: each starts the other. `undone`: the other one undoes what this one sets. `undoes`: the reverse. `alternates`: they run on different events of the same kind, and each undoes what the other one has set. `overruled`: both can run on the same event, and the other one runs last, so its value stays. `overrules`: the reverse.",
  }),
  automation: z.uuid().meta({ description: "The other automation, which is active." }),
  name: z.string(),
  field: z.string().meta({ description: "The field that both set; `tags` if one adds a tag that the other removes." }),
  value: z.string().meta({ description: "What this automation sets, or the tag." }),
  other_value: z.string(),
  message: z.string(),
});

/** The field of a saved automation that lists which others it contradicts. */
export const warnings = z.array(Warning).meta({
  description: "Active automations that contradict this one. It is saved anyway. Changes by macros are not considered.",
  examples: [
    [
      {
        kind: "loop",
        automation: "7c1e7b1c-52a0-4f0e-9d5c-0a3b1f6f2f11",
        name: "Lower to Low",
        field: "priority",
        value: "high",
        other_value: "low",
        message:
          "This automation sets priority to high, “Lower to Low” sets it to low, and each starts the other until Docket pauses one of them.",
      },
    ],
  ],
});
