// Types of the part of autocannon that the benchmark uses. The package has none.
declare module "autocannon" {
  function autocannon(options: autocannon.Options): Promise<autocannon.Result>;
  namespace autocannon {
    interface Request {
      method: string;
      path: string;
      headers: Record<string, string>;
      body?: Buffer;
    }
    interface Options {
      url: string;
      connections: number;
      duration: number;
      timeout: number;
      requests: Request[];
      setupClient?: (client: { setRequests(requests: Request[]): void }) => void;
    }
    interface Result {
      duration: number;
      requests: { total: number };
      latency: { p50: number; p99: number };
      throughput: { total: number };
      non2xx: number;
      errors: number;
    }
  }
  export default autocannon;
}
