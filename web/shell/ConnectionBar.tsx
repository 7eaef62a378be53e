import { Group, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useConnection } from "../lib/live.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { missingParts } from "../ui/loadable.ts";

const SHOWN_MS = 4_000;

/**
 * Says that the connection is lost and, for a moment, that it is back and everything is up to date; and that parts of the
 * page could not be loaded, with a button to reload it.
 */
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
  const isIncomplete = useStore(missingParts) > 0 && connection === "live";
  const text =
    connection === "lost"
      ? t("connection.lost")
      : isIncomplete
        ? t("connection.incomplete")
        : isBack
          ? t("connection.back")
          : "";
  return (
    <div role="status" aria-live="polite">
      {text && (
        <Group
          justify="center"
          py={4}
          px="md"
          bg={connection === "lost" || isIncomplete ? "var(--note)" : "var(--select)"}
          style={{ borderBottom: "1px solid var(--line)" }}
        >
          <Text size="sm">{text}</Text>
          {isIncomplete && (
            <button type="button" style={{ textDecoration: "underline" }} onClick={() => location.reload()}>
              {t("connection.reload")}
            </button>
          )}
        </Group>
      )}
    </div>
  );
}
