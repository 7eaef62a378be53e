import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { IconBell, IconBellOff } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { conversationChanged, conversationQuery } from "../email/conversation-query.ts";
import { useActions } from "../lib/actions.ts";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import css from "./Followers.module.css";

/** The followers of the ticket, and a button to follow it. */
export function Followers({ ticket }: { ticket: string }) {
  const t = useTexts();
  const user = useUser();
  const { data } = useQuery(conversationQuery(ticket));
  const followers = data?.followers ?? [];
  const isFollowing = followers.some(({ id }) => id === user.id);
  const toggle = useMutation({
    mutationFn: () =>
      api.post(isFollowing ? "/tickets/{id}/unfollow/" : "/tickets/{id}/follow/", {}, { path: { id: ticket } }),
    onSuccess: () => showNotice(t(isFollowing ? "following.stopped" : "following.started")),
    onError: (error) => showError(error, t(isFollowing ? "failures.unfollow" : "failures.follow")),
    onSettled: () => conversationChanged(ticket),
  });
  const label = t(isFollowing ? "following.stop" : "following.start");
  useActions([
    { id: "ticket follow", section: t("actions.ticket"), label, keys: "w", run: () => data && toggle.mutate() },
  ]);
  if (!data) return null;
  const others = followers.filter(({ id }) => id !== user.id).map(({ name }) => name);
  return (
    <div className={css.followers}>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={isFollowing ? <IconBellOff size={14} aria-hidden /> : <IconBell size={14} aria-hidden />}
        loading={toggle.isPending}
        onClick={() => toggle.mutate()}
        data-tip={label}
        data-tip-keys="w"
      >
        {label}
      </Button>
      {others.length > 0 && <span>{t("following.others", { names: others.join(", ") })}</span>}
    </div>
  );
}
