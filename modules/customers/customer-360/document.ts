/** What the page asks of the graph in one request. */
export const customer360Document = `query Customer360($id: ID!) {
  customer360(id: $id) {
    measuredAt
    customer { id name email status tier }
    subscriptions { current { id plan status bandwidth price currency cycle } total active }
    network { sessionStatus since ipv4Address ipv6Prefix bandwidth downloadBps uploadBps nasName }
    devices { total online offline }
    tickets { open closed critical }
    billing { summary { balance currency overdue dueDate lastPayment { amountMinor currency at } } totalInvoices unpaidInvoices }
    creditNotes { currency leftMinor }
  }
}`;
