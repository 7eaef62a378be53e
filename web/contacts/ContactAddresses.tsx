import "../lib/later-texts.ts";
import { ActionIcon, Anchor, Badge, Button, Group, Menu, Stack } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { RecordForm } from "../records/RecordForm.tsx";
import { fromFirst } from "../ui/from-first.ts";
import { showError, showNotice } from "../ui/notices.ts";

type Address = AnswerOf<"GET", "/contact-addresses/{id}/">;

/** The addresses that a contact writes from. The desk writes to the primary one. */
export function ContactAddresses({ contact }: { contact: string }) {
  const t = useTexts();
  const refresh = useChanged();
  const [isAdding, setAdding] = useState(false);
  const { data } = useQuery({
    queryKey: ["contact", contact, "addresses"],
    queryFn: ({ signal }) => api.get("/contacts/{id}/addresses/", { path: { id: contact }, signal }),
  });
  const add = async ({ address }: Record<string, unknown>) => {
    await api.post("/contact-addresses/", { contact, address: String(address ?? "") });
    refresh();
  };
  return (
    <Stack gap={4} align="flex-start">
      {data?.results.map((each) => (
        <Line key={each.id} address={each} isOnly={data.results.length === 1} />
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => setAdding(true)}
      >
        {t("contacts.addAddress")}
      </Button>
      {isAdding && (
        <RecordForm
          title={t("contacts.addAddress")}
          fields={[
            { name: "address", kind: "email", label: t("contacts.fields.email"), required: true, maxLength: 254 },
          ]}
          values={{}}
          save={add}
          onClose={() => setAdding(false)}
        />
      )}
    </Stack>
  );
}

function useChanged() {
  const queries = useQueryClient();
  return () => {
    for (const key of ["contact", "contacts"]) void queries.invalidateQueries({ queryKey: [key] });
  };
}

function Line({
  address: { id, contact, address, is_primary, verified_at },
  isOnly,
}: {
  address: Address;
  isOnly: boolean;
}) {
  const t = useTexts();
  const refresh = useChanged();
  const path = { path: { id } };
  const run = async (work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => showError(error, t("failures.mailbox", { address })));
    refresh();
  };
  const remove = async () => {
    await api.remove("/contact-addresses/{id}/", path);
    showNotice(t("contacts.addressRemoved", { address }), {
      run: () => void run(() => api.post("/contact-addresses/", { contact, address })),
    });
  };
  return (
    <Group gap={4}>
      <Anchor size="sm" w="100%" href={`mailto:${address}`} style={{ overflowWrap: "anywhere" }}>
        {address}
      </Anchor>
      {is_primary && !isOnly && (
        <Badge size="sm" variant="light" color="gray" tt="none">
          {t("contacts.primaryAddress")}
        </Badge>
      )}
      <Badge
        size="sm"
        variant="light"
        color={verified_at ? "green" : "gray"}
        c="var(--ink)"
        tt="none"
        title={verified_at ? momentOf(verified_at) : undefined}
      >
        {t(verified_at ? "contacts.verified" : "contacts.notVerified")}
      </Badge>
      {!is_primary && (
        <Menu {...fromFirst} position="bottom-end">
          <Menu.Target>
            <ActionIcon size="sm" aria-label={t("contacts.addressMenu", { address })}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void run(() => api.post("/contact-addresses/{id}/make_primary/", {}, path))}>
              {t("contacts.makePrimary")}
            </Menu.Item>
            <Menu.Item color="red" onClick={() => void run(remove)}>
              {t("contacts.removeAddress")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}
