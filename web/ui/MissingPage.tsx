import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../lib/texts.ts";
import { EmptyState } from "./States.tsx";

export function MissingPage() {
  const t = useTexts();
  return (
    <EmptyState
      isPage
      icon={IconMapOff}
      title={t("missing.title")}
      action={
        <Button renderRoot={(props) => <Link to="/" {...props} />} variant="default">
          {t("missing.home")}
        </Button>
      }
    >
      {t("missing.text")}
    </EmptyState>
  );
}
