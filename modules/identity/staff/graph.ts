import { graph } from '#kernel/graphql/graph.ts';
import { staff } from './contract.ts';

/** Who is who. Signing in, and leaving, stay with the pages that set cookies. */
export const staffGraph = graph(staff, {
  queries: {
    session: 'session',
    users: 'listUsers',
    user: 'getUser',
    roles: 'listRoles',
    permissions: 'permissions',
    userSessions: 'listSessions',
  },
  mutations: {
    inviteUser: 'invite',
    setUserRoles: 'setRoles',
    disableUser: 'disable',
    enableUser: 'enable',
    createRole: 'createRole',
    updateRole: 'updateRole',
    removeRole: 'removeRole',
  },
});
