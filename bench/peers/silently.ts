/** What `act` answers. What it writes on standard output is dropped: that takes one line of JSON alone, no log. */
export async function silently<T>(act: () => Promise<T>): Promise<T> {
  const { write } = process.stdout
  process.stdout.write = () => true
  try {
    return await act()
  } finally {
    process.stdout.write = write
  }
}
