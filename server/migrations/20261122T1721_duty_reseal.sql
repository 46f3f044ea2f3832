-- Answers are sealed anew when keys are changed, by the program, and go when the person they are about is erased.
create policy duty_answer_reseal on duty_answer for update using (actor_is_system()) with check (actor_is_system());
create policy duty_answer_remove on duty_answer for delete using (actor_is_system() or areas && actor_areas('duty'));
create index duty_piece_target on duty_piece (target) where target is not null;
