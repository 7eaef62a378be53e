/**
 * The state of the earlier email about the same ticket to the same address that a due one waits for, as SQL; null if it
 * waits for none. `email` is the alias of its row of outgoing_emails.
 */
export const waitsFor = (email: string) => `case when ${email}.state = 'waiting' and ${email}.next_try_at <= now() then
  (select b.state from outgoing_emails b
   where b.ticket = ${email}.ticket and lower(b.address) = lower(${email}.address) and b.serial < ${email}.serial
     and b.state in ('waiting', 'sending', 'deferred', 'unknown')
   order by b.serial limit 1) end`;
