import { hostPort, OperatorError, SECOND_MS } from "../../base/index.ts";
import { inspectChain } from "../../certificates/index.ts";
import {
	keyMaterial,
	type PeerRequest,
	peerCertificate,
	systemClock,
} from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import type { Inspected } from "./inspect.ts";

/** The kinds of servers, by how TLS begins there. */
const SCHEMES: Readonly<
	Record<string, { readonly port: number; readonly tls: PeerRequest["tls"] }>
> = {
	"ftpes:": { port: 21, tls: "after-auth" },
	"ftps:": { port: 990, tls: "at-once" },
	"https:": { port: 443, tls: "at-once" },
};

/** Nobody waits longer for a server that may not be there. */
const LIMIT_MS = 15 * SECOND_MS;

/** Looks at the certificate that a server shows. @throws {OperatorError} usage.invalid, peer.unreachable, peer.no-tls */
export async function inspectServer(
	{ output }: Invocation,
	word: string,
): Promise<Inspected> {
	const request = requestFrom(word);
	const at = `${new URL(word).protocol}//${hostPort(request)}`;
	output.note(`asking ${at} ...`);
	const peer = await peerCertificate({ ...request, limitMs: LIMIT_MS });
	const inspection = await inspectChain(peer.certificates, {
		keys: keyMaterial,
		nowMs: systemClock.nowMs(),
	});
	const { host } = request;
	// The runtimes name another reason where such a certificate is no authority's.
	const isOwn = inspection.leaf?.isSelfIssued === true;
	const trusted = peer.trust === "trusted";
	const trust = !trusted && isOwn ? "it is self-signed" : peer.trust;
	return {
		source: { kind: "server", at },
		inspection,
		rows: [
			["TLS", `${peer.version}, ${peer.cipher}`],
			[
				"host",
				peer.coversHost
					? `${host} is among the names`
					: `${host} is not among the names: clients will warn`,
			],
			[
				"trust",
				trusted
					? "this system trusts it"
					: `this system does not trust it: ${trust}`,
			],
		],
		facts: {
			tls: { version: peer.version, cipher: peer.cipher },
			host: { name: host, covered: peer.coversHost },
			trusted,
			trust,
		},
		problems: [],
	};
}

function requestFrom(word: string): Omit<PeerRequest, "limitMs"> {
	const url = URL.canParse(word) ? new URL(word) : undefined;
	const scheme = SCHEMES[url?.protocol ?? ""];
	const host = hostIn(url?.hostname ?? "");
	if (url === undefined || scheme === undefined || host === "") {
		throw new OperatorError(
			"usage.invalid",
			`${word} is no server's address.`,
			{
				fix: "write ftpes://HOST:PORT, ftps://HOST:PORT or https://HOST:PORT",
			},
		);
	}
	const port = url.port === "" ? scheme.port : Number(url.port);
	return { host, port, tls: scheme.tls };
}

/** As it is asked for: without brackets, and in punycode, which URL does for http only. */
function hostIn(hostname: string): string {
	const plain = decodeURIComponent(hostname);
	if (!URL.canParse(`http://${plain}/`)) return "";
	return new URL(`http://${plain}/`).hostname.replace(/^\[(.*)\]$/, "$1");
}
