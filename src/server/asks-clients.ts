import type { Settings } from "../config/index.ts";

/** Whether clients are asked for certificates of their own, at any listener. */
export function asksClients({
	listen,
	tls,
}: Pick<Settings, "tls" | "listen">): boolean {
	return [tls, ...listen.map(({ policy }) => policy)].some(
		(each) => (each?.clientAuth ?? "none") !== "none",
	);
}
