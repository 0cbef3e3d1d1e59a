import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Endpoint } from "../../base/index.ts";
import type {
	ChannelRequest,
	DataConnection,
	IncomingChannel,
	OutgoingChannel,
	TlsFacts,
} from "../../ftp/index.ts";
import { DataFailure } from "../../ftp/index.ts";
import { clearInflow } from "./clear-inflow.ts";
import { endpointsOf } from "./control-stream.ts";
import type { Inflow } from "./inflow.ts";
import { acknowledgeQuickly, acknowledgeQuicklyDuring } from "./quick-ack.ts";
import { Receiver } from "./receiver.ts";
import type { ConnectionTls } from "./secure-server.ts";
import { handshake, SENDS_TICKETS_UNASKED } from "./secure-server.ts";
import { Sender } from "./sender.ts";
import { streamInflow } from "./stream-inflow.ts";
import { Tap } from "./tap.ts";
import { UpgradedInflow } from "./upgraded-inflow.ts";

/** A data connection over a TCP socket that is paused since it was accepted or made: what waits in it is kept. */
export function dataConnection(
	raw: Socket,
	tls: ConnectionTls,
): DataConnection {
	const remote: Endpoint = endpointsOf(raw).remote;
	raw.on("error", () => undefined);
	return {
		remote,
		receive: (request) => openIncoming(raw, tls, request),
		send: (request) => openOutgoing(raw, tls, request),
		destroy: () => raw.destroy(),
	};
}

async function openIncoming(
	raw: Socket,
	tls: ConnectionTls,
	{ protection, closeNotify }: ChannelRequest,
): Promise<IncomingChannel> {
	refuseIfGone(raw);
	if (protection === "clear") return new Receiver(clearInflow(raw));
	const isLenient = closeNotify === "lenient";
	const { inflow, facts } =
		upgraded(raw, tls, isLenient) ?? tapped(raw, tls, isLenient);
	const receiver = new Receiver(inflow);
	receiver.tls = await secured(raw, facts);
	acknowledgeQuickly(raw);
	return receiver;
}

/** An inflow over TLS, and what its handshake comes to. */
interface ProtectedInflow {
	readonly inflow: Inflow;
	readonly facts: Promise<TlsFacts>;
}

function upgraded(
	raw: Socket,
	tls: ConnectionTls,
	isLenient: boolean,
): ProtectedInflow | undefined {
	const inflow = UpgradedInflow.on(raw, { tls, isLenient });
	return inflow === undefined ? undefined : { inflow, facts: inflow.facts };
}

function tapped(
	raw: Socket,
	tls: ConnectionTls,
	isLenient: boolean,
): ProtectedInflow {
	const tap = new Tap(raw, isLenient ? { followsRecords: true } : {});
	const socket = tls.serveData(tap);
	tap.watchTls(() => hasEnded(socket));
	if (SENDS_TICKETS_UNASKED) {
		// By now the handshake has gone out; over TLS 1.2 its last message has not, and there is nothing behind it.
		socket.once("secure", () => {
			if (socket.getProtocol() === "TLSv1.3") tap.withhold();
		});
	}
	const inflow = streamInflow({
		stream: socket,
		raw,
		hold: () => tap.hold(),
		release: () => tap.release(),
		beforeEnd: () => tap.letOut(),
		// TLS ended by close_notify when it ended before TCP did. A lenient server does without, but half a record is a cut.
		endedCleanly: () => !tap.hasEnded || (isLenient && !tap.endsInRecord),
	});
	return { inflow, facts: handshake(socket, tap) };
}

async function openOutgoing(
	raw: Socket,
	tls: ConnectionTls,
	{ protection }: ChannelRequest,
): Promise<OutgoingChannel> {
	refuseIfGone(raw);
	if (protection === "clear") return new Sender(raw, raw, undefined);
	const socket = tls.serveData(raw);
	const facts = await secured(raw, handshake(socket, raw));
	return new Sender(socket, raw, facts);
}

/** A socket that was reset while it waited for its command tells nobody any more. */
function refuseIfGone(raw: Socket): void {
	if (!raw.destroyed) return;
	throw new DataFailure("reset", "the client reset the data connection");
}

async function secured(
	raw: Socket,
	facts: Promise<TlsFacts>,
): Promise<TlsFacts> {
	try {
		return await acknowledgeQuicklyDuring(raw, facts);
	} catch (failure) {
		raw.destroy();
		const why = failure instanceof Error ? failure.message : String(failure);
		throw new DataFailure("handshake", `data connection: ${why}`, failure);
	}
}

/** Whether the end of TLS was found, also when data before it still waits to be read. */
export function hasEnded(socket: TLSSocket): boolean {
	const { _readableState: state } = socket as TLSSocket & {
		_readableState?: { readonly ended?: boolean };
	};
	return state?.ended === true || socket.readableEnded;
}
