import type { Command } from "../command.ts";
import { ABOR } from "./abor.ts";
import { ALLO } from "./allo.ts";
import { APPE } from "./appe.ts";
import { AUTH } from "./auth.ts";
import { CCC } from "./ccc.ts";
import { CDUP } from "./cdup.ts";
import { CLNT } from "./clnt.ts";
import { CWD } from "./cwd.ts";
import { DELE } from "./dele.ts";
import { EPRT } from "./eprt.ts";
import { EPSV } from "./epsv.ts";
import { FEAT } from "./feat.ts";
import { HELP } from "./help.ts";
import { LIST } from "./list.ts";
import { MDTM } from "./mdtm.ts";
import { MKD } from "./mkd.ts";
import { MLSD } from "./mlsd.ts";
import { MLST } from "./mlst.ts";
import { MODE } from "./mode.ts";
import { NLST } from "./nlst.ts";
import { NOOP } from "./noop.ts";
import { OPTS } from "./opts.ts";
import { PASS } from "./pass.ts";
import { PASV } from "./pasv.ts";
import { PBSZ } from "./pbsz.ts";
import { PORT } from "./port.ts";
import { PROT } from "./prot.ts";
import { PWD } from "./pwd.ts";
import { QUIT } from "./quit.ts";
import { REIN } from "./rein.ts";
import { REST } from "./rest.ts";
import { RETR } from "./retr.ts";
import { RMD } from "./rmd.ts";
import { RNFR } from "./rnfr.ts";
import { RNTO } from "./rnto.ts";
import { SIZE } from "./size.ts";
import { STAT } from "./stat.ts";
import { STOR } from "./stor.ts";
import { STRU } from "./stru.ts";
import { SYST } from "./syst.ts";
import { TYPE } from "./type.ts";
import { USER } from "./user.ts";

/** All commands, in the order of the RFCs: 959, 2228 and 4217, 2389, 2428, 3659, then custom. */
export const COMMANDS: readonly Command[] = [
	USER,
	PASS,
	CWD,
	CDUP,
	REIN,
	QUIT,
	PORT,
	PASV,
	TYPE,
	STRU,
	MODE,
	RETR,
	STOR,
	APPE,
	ALLO,
	RNFR,
	RNTO,
	ABOR,
	DELE,
	RMD,
	MKD,
	PWD,
	LIST,
	NLST,
	SYST,
	STAT,
	HELP,
	NOOP,
	AUTH,
	PBSZ,
	PROT,
	CCC,
	FEAT,
	OPTS,
	EPRT,
	EPSV,
	REST,
	MDTM,
	SIZE,
	MLST,
	MLSD,
	CLNT,
];
