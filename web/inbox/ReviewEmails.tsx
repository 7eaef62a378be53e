import "../lib/later-texts.ts";
import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { BodyOf } from "../lib/endpoints.ts";
import { locale, type Translate, useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";

type Change = BodyOf<"POST", "/bulk-changes/preview/">;
const KINDS = ["customers", "agents", "digests", "surveys"] as const;

/** How many emails a change of many tickets would cause. */
function useForecast(change: Change) {
  return useQuery({
    queryKey: ["bulk-preview", change],
    queryFn: ({ signal }) => api.post("/bulk-changes/preview/", change, { signal }),
    staleTime: 0,
    retry: false,
  });
}

type Forecast = NonNullable<ReturnType<typeof useForecast>["data"]>;

function forecastWords(t: Translate, forecast: Forecast): string {
  const parts = KINDS.flatMap((kind) =>
    forecast[kind] > 0 ? [t(`bulkOutcome.sends.${kind}`, { count: forecast[kind] })] : [],
  );
  return parts.length === 0 ? t("bulkOutcome.sendsNone") : new Intl.ListFormat(locale()).format(parts);
}

/** Says how many emails a change would cause. */
export function EmailCount({ change }: { change: Change }) {
  const t = useTexts();
  const { data } = useForecast(change);
  return <Text size="sm">{data && `${t("bulkOutcome.emails")} ${forecastWords(t, data)}`}</Text>;
}

/** Asks again before a change of many tickets that notifies people, with the number of emails. */
export function ReviewEmails({
  title,
  change,
  onConfirm,
  onClose,
}: {
  title: string;
  change: Change;
  onConfirm(): void;
  onClose(): void;
}) {
  const t = useTexts();
  const { data, error, refetch } = useForecast(change);
  return (
    <Dialog onClose={onClose} title={title} size="sm">
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data ? (
        <LoadingLines lines={2} />
      ) : (
        <Stack>
          <EmailCount change={change} />
          <Text size="sm" c="dimmed">
            {t("bulkOutcome.automationsToo")}
          </Text>
          <DialogFoot onCancel={onClose}>
            <Button
              autoFocus
              // a key that is held since the choice does not confirm
              onKeyDown={(event) => event.repeat && event.preventDefault()}
              onClick={onConfirm}
            >
              {t("bulkOutcome.changeAndNotify")}
            </Button>
          </DialogFoot>
        </Stack>
      )}
    </Dialog>
  );
}
