import "../lib/later-texts.ts";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { Time } from "../ui/Time.tsx";
import { iconOnPhone } from "./icon-on-phone.ts";

type Kind = "contacts" | "zones";
type DeletedRecord = AnswerOf<"GET", "/contacts/trash/">["results"][number];

/** For Admins: the trash of contacts or zones, from which they can be restored. */
export function DeletedRecords({ kind }: { kind: Kind }) {
  const t = useTexts();
  const user = useUser();
  const [isOpen, setOpen] = useState(false);
  if (user.role !== "Admin") return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setOpen(true)}
        classNames={iconOnPhone}
      >
        {t("deletedRecords.button")}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t("deletedRecords.title")}>
        <DeletedList kind={kind} />
      </Modal>
    </>
  );
}

function DeletedList({ kind }: { kind: Kind }) {
  const t = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: [kind, "trash"],
    queryFn: ({ signal }) =>
      kind === "contacts"
        ? api.get("/contacts/trash/", { query: { page_size: 100 }, signal })
        : api.get("/zones/trash/", { query: { page_size: 100 }, signal }),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines lines={4} />;
  if (data.results.length === 0) return <Text c="dimmed">{t("deletedRecords.empty")}</Text>;
  return (
    <Stack component="ul" gap="sm" p={0} m={0}>
      {data.results.map((each) => (
        <DeletedRow key={each.id} kind={kind} deleted={each} />
      ))}
    </Stack>
  );
}

function DeletedRow({ kind, deleted }: { kind: Kind; deleted: DeletedRecord }) {
  const t = useTexts();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const { id, name, company_name, deleted_at, deleted_by_name } = deleted;
  const restore = async () => {
    setBusy(true);
    try {
      if (kind === "contacts") await api.post("/contacts/{id}/restore/", {}, { path: { id } });
      else await api.post("/zones/{id}/restore/", {}, { path: { id } });
      showNotice(t("companies.restored", { name }));
      await queries.invalidateQueries();
    } catch (error) {
      setBusy(false);
      showError(error, t("companies.notRestored", { name }));
    }
  };
  return (
    <Group component="li" justify="space-between" wrap="nowrap" style={{ listStyle: "none" }}>
      <div>
        <Text fw="var(--w-strong)" dir="auto">
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {company_name && `${company_name} · `}
          <Time at={deleted_at} />
          {deleted_by_name && ` ${t("deletedRecords.by", { name: deleted_by_name })}`}
        </Text>
      </div>
      <Button
        size="xs"
        flex="none"
        variant="default"
        loading={isBusy}
        onClick={() => void restore()}
        aria-label={`${t("ticket.restore")}: ${name}`}
      >
        {t("ticket.restore")}
      </Button>
    </Group>
  );
}
