import "../lib/later-texts.ts";
import { Button, FileButton, Group, Image, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";

const queryKey = ["desk-logo"];
const MAX_BYTES = 200 * 1024;
const TYPES = ["image/png", "image/jpeg", "image/webp"];

const dataUrlOf = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

/** The picture that the help center and emails show beside the desk's name. */
export function LogoSettings() {
  const t = useTexts();
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => api.get("/desk-logo/", { signal }) });
  const refresh = () => queryClient.invalidateQueries({ queryKey });
  const onError = (error: unknown) => showError(error, t("failures.logo"));
  const set = useMutation({
    mutationFn: async (file: File) => api.put("/desk-logo/", { image: await dataUrlOf(file) }),
    onSuccess: (savedLogo) => {
      queryClient.setQueryData(queryKey, savedLogo);
      showNotice(t("helpCenter.logoSaved"));
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: () => api.remove("/desk-logo/"),
    onSuccess: () => {
      showNotice(t("helpCenter.logoRemoved"));
      return refresh();
    },
    onError,
  });
  const choose = (file: File | null) => {
    if (!file) return;
    if (!TYPES.includes(file.type) || file.size > MAX_BYTES) return showNotice(t("helpCenter.logoWrong"));
    set.mutate(file);
  };
  return (
    <Stack gap="xs" align="flex-start">
      <Title order={3} size="h5">
        {t("helpCenter.logo")}
      </Title>
      <Text size="sm" c="dimmed">
        {t("helpCenter.logoAbout")}
      </Text>
      {data?.url && <Image src={data.url} alt={t("helpCenter.logoNow")} h={40} w="auto" maw={200} fit="contain" />}
      <Group>
        <FileButton accept={TYPES.join(",")} onChange={choose}>
          {(props) => (
            <Button {...props} variant="default" loading={set.isPending}>
              {t("helpCenter.chooseLogo")}
            </Button>
          )}
        </FileButton>
        {data?.url && (
          <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t("helpCenter.removeLogo")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
