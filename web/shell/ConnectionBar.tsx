import { Group, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useConnection } from "../lib/live.ts";
import { useTexts } from "../lib/texts.ts";

const SHOWN_MS = 4_000;

/** Says that the connection is lost and, for a moment, that it is back and everything is up to date. */
export function ConnectionBar() {
  const t = useTexts();
  const connection = useConnection();
  const wasLost = useRef(false);
  const [isBack, setBack] = useState(false);
  useEffect(() => {
    if (connection === "lost") wasLost.current = true;
    if (connection !== "live" || !wasLost.current) return;
    wasLost.current = false;
    setBack(true);
    const timer = setTimeout(() => setBack(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [connection]);
  const text = connection === "lost" ? t("connection.lost") : isBack ? t("connection.back") : "";
  return (
    <div role="status" aria-live="polite">
      {text && (
        <Group
          justify="center"
          py={4}
          px="md"
          bg={connection === "lost" ? "var(--note)" : "var(--select)"}
          style={{ borderBottom: "1px solid var(--line)" }}
        >
          <Text size="sm">{text}</Text>
        </Group>
      )}
    </div>
  );
}
