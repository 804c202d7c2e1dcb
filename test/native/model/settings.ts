/** What a replay is told beside the guest's states: the kind of host, and the version of KVM. */

import type { SubjectRequest } from '../../../src/host/native-subject.js';

export type Settings = Required<Omit<SubjectRequest, 'layout' | 'phase'>>;
