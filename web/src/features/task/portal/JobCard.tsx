import { DueTag } from '../../../ui/DueTag.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import type { Job } from './jobs.ts';

export function JobCard({ job, onOpen }: { job: Job; onOpen: (to: string) => void }) {
  return (
    <button type="button" className="hy-card hy-job" onClick={() => onOpen(job.to)}>
      {job.cover && <img src={job.cover} alt="" width={64} height={64} loading="lazy" />}
      <span className="hy-job-body">
        <span className="hy-job-tags">
          <StateTag kind={job.look}>{job.word}</StateTag>
          {job.standsIn && <span className="hy-muted">代{job.standsIn}</span>}
          {job.due && <DueTag at={job.due} />}
        </span>
        <strong>{job.title}</strong>
        <span className="hy-muted">{job.place}</span>
      </span>
    </button>
  );
}
