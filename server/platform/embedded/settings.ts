import { totalmem } from "node:os";

export type Settings = Record<string, string>;

export const PORT = 5432;

const MB = 1024 * 1024;

/**
 * The settings of the embedded PostgreSQL: sized to the machine (or its container), for one server and its commands.
 */
export function settingsFor(sockets: string): Settings {
  const memoryMb = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / MB;
  const share = (part: number, least: number, most: number) =>
    `${Math.round(Math.min(Math.max(memoryMb * part, least), most))}MB`;
  return {
    listen_addresses: "",
    port: String(PORT),
    unix_socket_directories: sockets,
    unix_socket_permissions: "0700",
    max_connections: "100",
    shared_buffers: share(1 / 8, 128, 1024),
    effective_cache_size: share(1 / 2, 256, 65_536),
    work_mem: "16MB",
    maintenance_work_mem: "128MB",
    // pglz, the only method of these programs, makes the log a fifth smaller, but takes half of the processor time of a
    // write
    wal_compression: "off",
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    random_page_cost: "1.1",
    jit: "off",
    // many requests arrive at once, so a query that uses every core would delay the others
    max_parallel_workers_per_gather: "0",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    // the details would contain values of rows
    log_error_verbosity: "terse",
    cluster_name: "docket",
  };
}
