import "../lib/later-texts.ts";
import { Badge, Code, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { serverSettingsQuery } from "../lib/server-settings.ts";
import { useTexts } from "../lib/texts.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import classes from "./settings.module.css";

/** The server's settings from its environment. Of secrets, only whether they are set. */
export function ServerPart() {
  const t = useTexts();
  const { data: settings, error, refetch } = useQuery(serverSettingsQuery);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!settings) return <LoadingLines lines={10} />;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t("settings.serverAbout")}
      </Text>
      <Table verticalSpacing="xs" className={classes.settings}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("settings.setting")}</Table.Th>
            <Table.Th>{t("settings.value")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {settings.map(({ name, about, value, is_set, is_secret }) => (
            <Table.Tr key={name}>
              <Table.Td>
                <Code>{name}</Code>
                <div className={classes.about}>
                  {withCode(t(`serverSettings.${name as "HOST"}`, { defaultValue: about }))}
                </div>
              </Table.Td>
              <Table.Td>
                {is_secret ? (
                  <Badge variant="light" color={is_set ? "teal" : "gray"}>
                    {is_set ? t("settings.isSet") : t("settings.isUnset")}
                  </Badge>
                ) : (
                  <Text size="sm" c={value === null ? "dimmed" : undefined}>
                    {value ?? t("settings.isUnset")}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

/** The text, with words in backticks as code. */
const withCode = (text: string): ReactNode[] =>
  text.split("`").map((part, at) => (at % 2 === 1 ? <code key={part}>{part}</code> : part));
