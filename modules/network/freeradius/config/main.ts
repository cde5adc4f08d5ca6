import { files, quoted, type Settings } from './settings.ts';

/** radiusd.conf: only the modules that the sites use. */
export function mainFile({ tenant, folder, libDir, logDir, runDir, user }: Settings): string {
  return `# FreeRADIUS 3.2 beside DotMac, for ${tenant}. Made by "npx dotmac freeradius config"; made anew, changes are lost.
prefix = "/usr"
localstatedir = "/var"
confdir = ${quoted(folder)}
raddbdir = ${quoted(folder)}
logdir = ${quoted(logDir)}
run_dir = ${quoted(runDir)}
libdir = ${quoted(libDir)}
name = freeradius
pidfile = ${quoted(`${runDir}/freeradius.pid`)}
certdir = ${quoted(`${folder}/certs`)}

max_request_time = 30
cleanup_delay = 5
max_requests = 16384
hostname_lookups = no
proxy_requests = yes

log {
	destination = files
	file = ${quoted(`${logDir}/radius.log`)}
	auth = no
	# Passwords belong in no log.
	auth_badpass = no
	auth_goodpass = no
}

security {
${user === undefined ? '' : `\tuser = ${user}\n\tgroup = ${user}\n`}	allow_core_dumps = no
	max_attributes = 200
	reject_delay = 1
	status_server = yes
	# Blast-RADIUS (CVE-2024-3596). 3.2.5 and later know these; before, each client says it, see ${files.clients}.
	require_message_authenticator = yes
	limit_proxy_state = yes
}

thread pool {
	start_servers = 5
	max_servers = 32
	min_spare_servers = 3
	max_spare_servers = 10
	max_requests_per_server = 0
	auto_limit_acct = no
}

modules {
	expr {
	}
	pap {
		normalise = no
	}
	chap {
	}
	mschap {
		use_mppe = yes
	}
	always ok {
		rcode = ok
	}
	always reject {
		rcode = reject
	}
	realm suffix {
		format = suffix
		delimiter = "@"
	}
	attr_filter attr_filter.access_reject {
		key = "%{User-Name}"
		filename = ${quoted(`${folder}/${files.rejectFilter}`)}
	}
	$INCLUDE ${files.sql}
	$INCLUDE ${files.eap}
}

instantiate {
	expr
}

$INCLUDE ${files.proxy}
$INCLUDE ${files.clients}
$INCLUDE ${files.site}
$INCLUDE ${files.inner}
`;
}

/** What a reject may carry. */
export const rejectFilterFile = `DEFAULT
	EAP-Message =* ANY,
	State =* ANY,
	Message-Authenticator =* ANY,
	Error-Cause =* ANY,
	Reply-Message =* ANY,
	MS-CHAP-Error =* ANY,
	Proxy-State =* ANY
`;

export const dictionaryFile = `# Attributes of this server alone: they are on no wire.
ATTRIBUTE	DotMac-Verdict		3000	string
ATTRIBUTE	DotMac-Proven		3001	string
ATTRIBUTE	DotMac-Logged		3002	string
`;

/**
 * NAS devices are looked up when they first speak and again every minute, so that a NAS that is added, changed or removed in
 * DotMac needs no restart; read_clients of the sql module would need one and could not demand a Message-Authenticator.
 */
export function clientsFile(listen: readonly string[]): string {
  const networks = [
    ...(listen.some((address) => !address.includes(':')) ? [{ name: 'ipv4', network: 'ipv4addr = 0.0.0.0/0' }] : []),
    ...(listen.some((address) => address.includes(':')) ? [{ name: 'ipv6', network: 'ipv6addr = ::/0' }] : []),
  ];
  const client = ({ name, network }: { name: string; network: string }) => `client dotmac_${name} {
	${network}
	# Narrow this to the networks of your NAS devices where you can: every other sender costs a query.
	dynamic_clients = dotmac_clients
	lifetime = 60
	require_message_authenticator = yes
}
`;
  return `# The "nas" view is asked about whoever speaks.
${networks.map(client).join('\n')}
server dotmac_clients {
	authorize {
		if ("%{sql:SELECT shortname FROM nas WHERE nasname = '%{%{Packet-Src-IP-Address}:-%{Packet-Src-IPv6-Address}}'}") {
${lookup()}
			if (&Packet-Src-IP-Address) {
				update control {
					&FreeRADIUS-Client-IP-Address = "%{Packet-Src-IP-Address}"
				}
			}
			else {
				update control {
					&FreeRADIUS-Client-IPv6-Address = "%{Packet-Src-IPv6-Address}"
				}
			}
			ok
		}
	}
}
`;
}

function lookup(): string {
  const of = (column: string) =>
    `"%{sql:SELECT ${column} FROM nas WHERE nasname = '%{%{Packet-Src-IP-Address}:-%{Packet-Src-IPv6-Address}}'}"`;
  const lines = {
    'FreeRADIUS-Client-Shortname': of('shortname'),
    'FreeRADIUS-Client-Secret': of('secret'),
    'FreeRADIUS-Client-NAS-Type': of('type'),
    'FreeRADIUS-Client-Require-MA': of('require_ma'),
  };
  return `\t\t\tupdate control {\n${Object.entries(lines)
    .map(([name, value]) => `\t\t\t\t&${name} = ${value}\n`)
    .join('')}\t\t\t}`;
}

/** Nothing is proxied until somebody says so; the example is how. */
export const proxyFile = `proxy server {
	default_fallback = no
}

# Requests of one realm to another server, such as a wholesale partner's:
#
# home_server partner {
#	type = auth+acct
#	ipaddr = 192.0.2.1
#	port = 1812
#	secret = "the secret agreed with the partner"
#	require_message_authenticator = yes
#	status_check = status-server
# }
# home_server_pool partner {
#	type = fail-over
#	home_server = partner
# }
# realm partner.example {
#	auth_pool = partner
#	acct_pool = partner
#	nostrip
# }
#
# and remove the comment before "suffix" in ${files.site}. Names without a realm of this list stay here, whatever follows the @.
realm LOCAL {
}
`;
