import {
	DEFAULT_CERTIFICATE,
	type PreparedServer,
	portsToKeep,
	type RunningServer,
	writeState,
} from "../../server/index.ts";
import type { Ground } from "../greet.ts";

/** The first start's ports are written down, so that later ones never differ silently. */
export async function keepPorts(
	{ folder, place }: Ground,
	prepared: PreparedServer,
	server: RunningServer,
): Promise<void> {
	const { state } = prepared;
	if (place === undefined || state?.ports !== undefined) return;
	await writeState(folder, {
		ports: portsToKeep(prepared.options.listeners, server.listening),
		certificate: state?.certificate ?? DEFAULT_CERTIFICATE,
	});
}
