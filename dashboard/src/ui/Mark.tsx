export function Mark() {
  return (
    <span
      aria-hidden="true"
      className="inline-block size-5 rounded-[7px] rounded-bl-[2px] bg-accent"
    />
  );
}
