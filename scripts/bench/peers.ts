import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { cleanEnvironment } from "../../test/support/programs.ts";
import type { Certificate, Contestant, Ground } from "./contestant.ts";

/** The name and password that every peer is told, as cheaply hashed as it can be: hashing is not what is measured. */
const USER = "bench";
const PASSWORD = "bench-password";

/** `nobody` and `nogroup` of Debian. The daemons start as root and become these. */
const NOBODY = 65534;

/** Where programs are looked for: the system, and folders into which packages were unpacked (`dpkg -x X.deb DIR`). */
export interface PeerPlace {
	/** Given by `--peers DIR`. */
	readonly folder: string | undefined;
}

/** Those of vsftpd, ProFTPD, Pure-FTPd and pyftpdlib that are here. */
export function peersAt(place: PeerPlace): readonly Contestant[] {
	const all = [
		vsftpd(place),
		proftpd(place),
		pureFtpd(place),
		pyftpdlib(place),
	];
	return all.filter((one) => one !== undefined);
}

function program({ folder }: PeerPlace, name: string): string | undefined {
	const own = ["usr/sbin", "usr/bin"].map((at) =>
		join(folder ?? "/", at, name),
	);
	return own.find((file) => existsSync(file)) ?? Bun.which(name) ?? undefined;
}

/** Unpacked programs find their unpacked libraries and Python modules. */
function environment({ folder }: PeerPlace): Record<string, string> {
	if (folder === undefined) return {};
	const machine = process.arch === "arm64" ? "aarch64" : "x86_64";
	const libraries = ["usr/lib", "lib"].map((at) =>
		join(folder, at, `${machine}-linux-gnu`),
	);
	return {
		LD_LIBRARY_PATH: libraries.join(delimiter),
		PYTHONPATH: join(folder, "usr/lib/python3/dist-packages"),
	};
}

function homeIn({ folder }: Ground): string {
	const home = join(folder, "home");
	mkdirSync(home);
	chownSync(home, NOBODY, NOBODY);
	chmodSync(home, 0o777);
	return home;
}

function certificateOf({ certificate }: Ground): Certificate {
	if (certificate === undefined) throw new Error("a peer needs a certificate");
	return certificate;
}

async function output(
	command: readonly string[],
	env: Record<string, string>,
): Promise<string> {
	const child = Bun.spawn([...command], {
		env: { ...cleanEnvironment(), ...env },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const text = await new Response(child.stdout).text();
	if ((await child.exited) !== 0) throw new Error(`${command[0]} failed`);
	return text.trim();
}

/** MD5, one round of the cheapest that crypt(3) has. */
function passwordHash(): Promise<string> {
	return output(["openssl", "passwd", "-1", PASSWORD], {});
}

/** With anonymous users: others would need PAM, so a change to the system. Their password is not looked at. */
function vsftpd(place: PeerPlace): Contestant | undefined {
	const executable = program(place, "vsftpd");
	if (executable === undefined) return undefined;
	return {
		name: "vsftpd",
		speaksMlsd: false,
		prepare: async (ground) => {
			const { certFile, keyFile } = certificateOf(ground);
			const home = homeIn(ground);
			// It refuses a root that can be written, so the files are one folder below, where the user begins.
			chmodSync(home, 0o755);
			chownSync(home, 0, 0);
			const files = join(home, "files");
			mkdirSync(files);
			chmodSync(files, 0o777);
			const empty = join(ground.folder, "empty");
			mkdirSync(empty);
			const file = join(ground.folder, "vsftpd.conf");
			const settings = {
				listen: "YES",
				listen_address: "127.0.0.1",
				listen_port: ground.port,
				background: "NO",
				anonymous_enable: "YES",
				local_enable: "NO",
				no_anon_password: "NO",
				// Its home must be there, though it is not used; that of nobody is not.
				ftp_username: "daemon",
				anon_root: home,
				write_enable: "YES",
				anon_upload_enable: "YES",
				anon_mkdir_write_enable: "YES",
				anon_other_write_enable: "YES",
				anon_umask: "022",
				anon_world_readable_only: "NO",
				secure_chroot_dir: empty,
				max_clients: 0,
				max_per_ip: 0,
				use_localtime: "NO",
				xferlog_enable: "NO",
				ssl_enable: "YES",
				allow_anon_ssl: "YES",
				force_local_data_ssl: "NO",
				force_local_logins_ssl: "NO",
				require_ssl_reuse: "YES",
				rsa_cert_file: certFile,
				rsa_private_key_file: keyFile,
				ssl_ciphers: "HIGH",
				seccomp_sandbox: "NO",
				isolate_network: "YES",
			};
			writeFileSync(
				file,
				Object.entries(settings)
					.map(([key, value]) => `${key}=${value}\n`)
					.join(""),
			);
			return {
				command: [executable, file],
				env: environment(place),
				home: files,
				startFolder: "/files",
				user: "anonymous",
				password: PASSWORD,
				others: [],
			};
		},
	};
}

function proftpd(place: PeerPlace): Contestant | undefined {
	const executable = program(place, "proftpd");
	if (executable === undefined) return undefined;
	return {
		name: "proftpd",
		speaksMlsd: true,
		prepare: async (ground) => {
			const { certFile, keyFile } = certificateOf(ground);
			const home = homeIn(ground);
			const users = join(ground.folder, "users");
			writeFileSync(
				users,
				`${USER}:${await passwordHash()}:${NOBODY}:${NOBODY}::${home}:/bin/sh\n`,
				{ mode: 0o600 },
			);
			const file = join(ground.folder, "proftpd.conf");
			writeFileSync(
				file,
				`
ModulePath ${join(place.folder ?? "/", "usr/lib/proftpd")}
LoadModule mod_tls.c
ServerName bench
ServerType standalone
DefaultAddress 127.0.0.1
Port ${ground.port}
User nobody
Group nogroup
UseIPv6 off
MaxInstances none
MaxConnectionsPerHost 10000
DefaultRoot ~
RequireValidShell off
AuthOrder mod_auth_file.c
AuthUserFile ${users}
AuthPAM off
AllowOverwrite on
PidFile ${join(ground.folder, "proftpd.pid")}
ScoreboardFile ${join(ground.folder, "scoreboard")}
DelayTable none
DelayEngine off
TransferLog none
WtmpLog off
SystemLog none
UseReverseDNS off
<IfModule mod_tls.c>
TLSEngine on
TLSRequired off
TLSProtocol TLSv1.2 TLSv1.3
TLSECCertificateFile ${certFile}
TLSECCertificateKeyFile ${keyFile}
TLSVerifyClient off
TLSLog none
</IfModule>
`,
			);
			return {
				command: [executable, "-n", "-q", "-c", file],
				env: environment(place),
				home,
				startFolder: "/",
				user: USER,
				password: PASSWORD,
				others: [],
			};
		},
	};
}

function pureFtpd(place: PeerPlace): Contestant | undefined {
	const executable = program(place, "pure-ftpd");
	const makeUsers = program(place, "pure-pw");
	if (executable === undefined || makeUsers === undefined) return undefined;
	return {
		name: "pure-ftpd",
		speaksMlsd: true,
		prepare: async (ground) => {
			const { bothFile } = certificateOf(ground);
			const home = homeIn(ground);
			const text = join(ground.folder, "users");
			const database = join(ground.folder, "users.pdb");
			const rest = ":".repeat(12);
			writeFileSync(
				text,
				`${USER}:${await passwordHash()}:${NOBODY}:${NOBODY}::${home}/./${rest}\n`,
			);
			await output(
				[makeUsers, "mkdb", database, "-f", text],
				environment(place),
			);
			return {
				command: [
					executable,
					...["-S", `127.0.0.1,${ground.port}`, "-l", `puredb:${database}`],
					...["-A", "-E", "-H", "-u", "1", "-Y", "1", "-2", bothFile],
					...["-c", "5000", "-C", "5000", "-L", "20000:5", "-4"],
					...["-g", join(ground.folder, "pid"), "-f", "none", "-k", "99"],
				],
				env: environment(place),
				home,
				startFolder: "/",
				user: USER,
				password: PASSWORD,
				others: [],
			};
		},
	};
}

function pyftpdlib(place: PeerPlace): Contestant | undefined {
	const env = environment(place);
	const python = ["/usr/bin/python3", "python3"].find(
		(one) =>
			Bun.which(one) !== null &&
			Bun.spawnSync([one, "-c", "import pyftpdlib, OpenSSL"], {
				env: { ...cleanEnvironment(), ...env },
				stdio: ["ignore", "ignore", "ignore"],
			}).exitCode === 0,
	);
	if (python === undefined) return undefined;
	return {
		name: "pyftpdlib",
		speaksMlsd: true,
		prepare: async (ground) => {
			const { bothFile } = certificateOf(ground);
			const home = homeIn(ground);
			const file = join(ground.folder, "server.py");
			writeFileSync(
				file,
				`
import logging
logging.disable(logging.CRITICAL)
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import FTPServer
users = DummyAuthorizer()
users.add_user(${JSON.stringify(USER)}, ${JSON.stringify(PASSWORD)}, ${JSON.stringify(home)}, perm="elradfmwMT")
TLS_FTPHandler.certfile = ${JSON.stringify(bothFile)}
TLS_FTPHandler.authorizer = users
server = FTPServer(("127.0.0.1", ${ground.port}), TLS_FTPHandler)
server.max_cons = 10000
server.max_cons_per_ip = 10000
server.serve_forever()
`,
			);
			return {
				command: [python, file],
				env,
				home,
				startFolder: "/",
				user: USER,
				password: PASSWORD,
				others: [],
			};
		},
	};
}

/** A certificate as most servers show one now: ECDSA P-256. */
export async function makeCertificate(folder: string): Promise<Certificate> {
	const certFile = join(folder, "certificate.pem");
	const keyFile = join(folder, "key.pem");
	const bothFile = join(folder, "both.pem");
	await output(
		[
			...["openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-batch"],
			...["-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=localhost"],
			...["-days", "2", "-keyout", keyFile, "-out", certFile],
		],
		{},
	);
	const both = await Promise.all(
		[keyFile, certFile].map((file) => Bun.file(file).text()),
	);
	writeFileSync(bothFile, both.join(""), { mode: 0o600 });
	return { certFile, keyFile, bothFile };
}
