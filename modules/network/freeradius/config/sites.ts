import type { Settings } from './settings.ts';

const listener = (type: 'auth' | 'acct', address: string, port: number) => `	listen {
		type = ${type}
		${address.includes(':') ? 'ipv6addr' : 'ipaddr'} = ${address}
		port = ${port}
	}
`;

/** A suspended login is known by now to have the right password; the reason is for its owner alone. */
const verdict = `		if (&control:DotMac-Verdict) {
			update control {
				&DotMac-Proven := "%{control:DotMac-Verdict}"
			}
			reject
		}
`;
/** Who does not know the password learns nothing. */
const silence = (indent: string) =>
  `${indent}if (!&control:DotMac-Proven) {\n${indent}\tupdate reply {\n${indent}\t\t&Reply-Message !* ANY\n${indent}\t}\n${indent}}\n`;
/** A login that cannot be logged is still a login. */
const log = (indent: string) => `${indent}sql {\n${indent}	fail = 1\n${indent}}\n${indent}ok\n`;

/** The virtual server NAS devices speak to. */
export function siteFile({ listen, authPort, acctPort }: Settings): string {
  const listeners = listen.flatMap((address) => [
    listener('auth', address, authPort),
    listener('acct', address, acctPort),
  ]);
  return `server default {
${listeners.join('')}
	authorize {
#		suffix
		chap
		mschap
		eap {
			ok = return
		}
		sql
		pap
	}
	authenticate {
		Auth-Type PAP {
			pap
		}
		Auth-Type CHAP {
			chap
		}
		Auth-Type MS-CHAP {
			mschap
		}
		eap
	}
	preacct {
#		suffix
	}
	# Answered when the record is in the database; silence makes the NAS send it again.
	accounting {
		sql
		ok
	}
	post-auth {
${verdict}		if (&session-state:DotMac-Logged) {
			update session-state {
				&DotMac-Logged !* ANY
				# Of the handshake, not of the subscriber.
				&Framed-MTU !* ANY
			}
			update {
				&reply: += &session-state:
			}
		}
		else {
${log('\t\t\t')}		}
		# Signs the answer, so that nobody can turn a reject into an accept on its way (CVE-2024-3596); later versions do so anyway.
		update reply {
			&Message-Authenticator := 0x00
		}
		Post-Auth-Type REJECT {
${silence('\t\t\t')}			update reply {
				&Message-Authenticator := 0x00
			}
			if (!&session-state:DotMac-Logged) {
${log('\t\t\t\t')}			}
			attr_filter.access_reject
			eap
		}
	}
}
`;
}

/** The virtual server for what comes through the tunnel of EAP-TTLS and PEAP. */
export const innerTunnelFile = `server inner-tunnel {
	authorize {
		chap
		mschap
		update control {
			&Proxy-To-Realm := LOCAL
		}
		eap {
			ok = return
		}
		sql
		pap
	}
	authenticate {
		Auth-Type PAP {
			pap
		}
		Auth-Type CHAP {
			chap
		}
		Auth-Type MS-CHAP {
			mschap
		}
		eap
	}
	post-auth {
${verdict}${log('\t\t')}
		# What the login is let in with goes to the NAS; what belongs to the tunnel stays in it.
		update reply {
			&User-Name !* ANY
			&Message-Authenticator !* ANY
			&EAP-Message !* ANY
			&Proxy-State !* ANY
			&MS-MPPE-Encryption-Types !* ANY
			&MS-MPPE-Encryption-Policy !* ANY
			&MS-MPPE-Send-Key !* ANY
			&MS-MPPE-Recv-Key !* ANY
			&MS-CHAP2-Success !* ANY
		}
		update {
			&outer.session-state: += &reply:
		}
		update outer.session-state {
			&DotMac-Logged := "yes"
		}
		Post-Auth-Type REJECT {
${silence('\t\t\t')}${log('\t\t\t')}			update outer.session-state {
				&DotMac-Logged := "yes"
			}
			attr_filter.access_reject
		}
	}
}
`;

/** EAP-TTLS and PEAP, for access points, 802.1X and Wi-Fi offload. */
export const eapFile = `eap {
	default_eap_type = ttls
	timer_expire = 60
	ignore_unknown_eap_types = no
	cisco_accounting_username_bug = no
	max_sessions = 16384

	tls-config tls-common {
		private_key_file = \${certdir}/server.key
		certificate_file = \${certdir}/server.pem
		ca_file = \${certdir}/ca.pem
		cipher_list = "DEFAULT"
		tls_min_version = "1.2"
		tls_max_version = "1.2"
		ecdh_curve = ""
		cache {
			enable = no
		}
	}
	ttls {
		tls = tls-common
		default_eap_type = mschapv2
		copy_request_to_tunnel = yes
		use_tunneled_reply = no
		virtual_server = "inner-tunnel"
	}
	peap {
		tls = tls-common
		default_eap_type = mschapv2
		copy_request_to_tunnel = yes
		use_tunneled_reply = no
		virtual_server = "inner-tunnel"
	}
	mschapv2 {
	}
}
`;
