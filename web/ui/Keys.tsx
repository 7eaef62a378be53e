import { Group, Kbd } from "@mantine/core";
import { keyCaps } from "../lib/actions.ts";

/** The keys of a shortcut as caps. */
export function Keys({ of }: { of: string }) {
  return (
    <Group gap={6} wrap="nowrap" component="span">
      {keyCaps(of).map((press) => (
        <Group key={press.join("+")} gap={2} wrap="nowrap" component="span">
          {press.map((cap) => (
            <Kbd key={cap} size="xs">
              {cap}
            </Kbd>
          ))}
        </Group>
      ))}
    </Group>
  );
}
