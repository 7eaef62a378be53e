import { Center, Paper, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Logo } from "../ui/Logo.tsx";

/** The frame of every page for people who are not signed in. */
export function SignInFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Center component="main" mih="100dvh" p="md" id="page">
      <Paper withBorder p="xl" w="100%" maw={400} shadow="sm">
        <Stack>
          <Logo />
          <Title order={1} size="h3">
            {title}
          </Title>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}
