import { Buffer } from "node:buffer";
import process from "node:process";
import { type CCall, libc } from "./libc.ts";

/**
 * Tells the service manager that started this process how it is doing. Where none listens every call does nothing;
 * no call ever throws, and none waits.
 *
 * @see sd_notify(3)
 */
export interface ServiceNotifier {
	/** Whether a service manager listens. */
	readonly isHeard: boolean;
	/** Everything is up, also again after {@link reloading}. The manager then starts what waits for this service. */
	ready(status: string): void;
	/** The settings are being read again; {@link ready} must follow. */
	reloading(status: string): void;
	/** The end has begun. */
	stopping(status: string): void;
	/** One line that `systemctl status` shows. */
	status(text: string): void;
	/** No more signs of life, and nothing is held any longer. */
	end(): void;
}

/** The environment variables that the manager sets. */
export type NotifyEnvironment = Readonly<Record<string, string | undefined>>;

const SILENT: ServiceNotifier = {
	isHeard: false,
	ready: () => undefined,
	reloading: () => undefined,
	stopping: () => undefined,
	status: () => undefined,
	end: () => undefined,
};

/**
 * The notifier for the socket that `NOTIFY_SOCKET` names. Where `WATCHDOG_USEC` asks for signs of life, one goes out
 * each half of that time from the event loop, so that a process whose loop hangs is missed.
 */
export async function serviceNotifier(
	env: NotifyEnvironment,
): Promise<ServiceNotifier> {
	const { NOTIFY_SOCKET: socket = "" } = env;
	const address = notifyAddress(socket);
	if (address === undefined) return SILENT;
	const calls = await notifyCalls();
	if (calls === undefined) return SILENT;
	const send = (lines: readonly string[]): void => {
		sendTo(calls, address, `${lines.join("\n")}\n`);
	};
	const everyMs = watchdogEveryMs(env, process.pid);
	const alive =
		everyMs === undefined
			? undefined
			: setInterval(() => send(["WATCHDOG=1"]), everyMs);
	alive?.unref();
	return {
		isHeard: true,
		ready: (status) =>
			send(["READY=1", `MAINPID=${process.pid}`, statusLine(status)]),
		reloading: (status) =>
			send(["RELOADING=1", ...monotonicLine(calls), statusLine(status)]),
		stopping: (status) => send(["STOPPING=1", statusLine(status)]),
		status: (text) => send([statusLine(text)]),
		end: () => clearInterval(alive),
	};
}

/**
 * The bytes of a `sockaddr_un` for a `NOTIFY_SOCKET`: a path, or a name behind `@` in the abstract space.
 * Undefined for what is neither, such as systemd's `vsock:` for virtual machines.
 *
 * @example notifyAddress("@a") // 01 00 00 61: AF_UNIX, and the name behind a zero
 */
export function notifyAddress(socket: string): Uint8Array | undefined {
	if (!/^[/@]./s.test(socket)) return undefined;
	const name = Buffer.from(socket);
	// A path ends with a zero; a name in the abstract space begins with one, and must not.
	const isAbstract = socket.startsWith("@");
	const address = new Uint8Array(2 + name.length + (isAbstract ? 0 : 1));
	if (address.length > SOCKADDR_BYTES) return undefined;
	new Uint16Array(address.buffer, 0, 1)[0] = AF_UNIX;
	address.set(name, 2);
	if (isAbstract) address[2] = 0;
	return address;
}

/**
 * How often a sign of life is due: half of the time after which the manager takes the process for dead.
 * Undefined when none is asked for, or when it is asked for from another process.
 *
 * @example watchdogEveryMs({ WATCHDOG_USEC: "60000000" }, 7) // 30000
 */
export function watchdogEveryMs(
	env: NotifyEnvironment,
	pid: number,
): number | undefined {
	const { WATCHDOG_USEC: text = "", WATCHDOG_PID: who = "" } = env;
	if (!/^[1-9]\d{0,14}$/.test(text)) return undefined;
	if (who !== "" && who !== String(pid)) return undefined;
	return Math.max(1, Math.floor(Number(text) / 2000));
}

const AF_UNIX = 1;
const SOCKADDR_BYTES = 110;
const SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0o4000 | 0o2000000;
const MSG_NOSIGNAL = 0x4000;
const CLOCK_MONOTONIC = 1;

interface NotifyCalls {
	readonly socket: CCall;
	readonly sendto: CCall;
	readonly close: CCall;
	readonly clock_gettime: CCall;
}

/** Node has no Unix datagram sockets, so the C library's are called. Linux only, as systemd is. */
async function notifyCalls(): Promise<NotifyCalls | undefined> {
	if (process.platform !== "linux") return undefined;
	return libc({
		socket: { takes: ["i32", "i32", "i32"], gives: "i32" },
		sendto: {
			takes: ["i32", "buffer", "usize", "i32", "buffer", "u32"],
			gives: "isize",
		},
		close: { takes: ["i32"], gives: "i32" },
		clock_gettime: { takes: ["i32", "buffer"], gives: "i32" },
	});
}

/** A socket for each message: they are few, and so none is ever left open. What the manager does not take is lost. */
function sendTo(calls: NotifyCalls, address: Uint8Array, text: string): void {
	const descriptor = calls.socket(AF_UNIX, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
	if (descriptor < 0) return;
	const message = new TextEncoder().encode(text);
	calls.sendto(
		descriptor,
		message,
		message.length,
		MSG_NOSIGNAL,
		address,
		address.length,
	);
	calls.close(descriptor);
}

/** The manager compares it with the time at which it asked; the runtimes' own clocks begin at the process's start. */
function monotonicLine({ clock_gettime }: NotifyCalls): string[] {
	const time = new BigInt64Array(2);
	const bytes = new Uint8Array(time.buffer);
	if (clock_gettime(CLOCK_MONOTONIC, bytes) !== 0) return [];
	const [seconds = 0n, nanoseconds = 0n] = time;
	return [`MONOTONIC_USEC=${seconds * 1_000_000n + nanoseconds / 1000n}`];
}

/** A line break would begin another assignment. */
function statusLine(text: string): string {
	return `STATUS=${text.replaceAll(/[\r\n\0]+/g, " ")}`;
}
