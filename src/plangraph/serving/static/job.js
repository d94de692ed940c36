// Follows a build by its events, and shows its account when it is done. The page renews itself where there is no script.
const job = document.getElementById("job");
if (job) {
  const stage = document.getElementById("stage");
  const bar = document.getElementById("bar");
  const events = new EventSource(job.dataset.events);
  events.addEventListener("step", (event) => {
    const { step, done, of } = JSON.parse(event.data);
    stage.textContent = `${job.dataset[step] ?? step} ${done} / ${of}`;
    bar.max = of;
    bar.value = done;
  });
  events.addEventListener("end", () => {
    events.close();
    window.location.reload();
  });
}
