using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>Several writes as one. Needed outside of pages only: what a handler of a page writes is one batch anyway.</summary>
public static class Batch
{
    /// <summary>Runs something; effects outside of pages run once, when the outermost batch is done.</summary>
    public static void Run(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ReactiveContext context = ReactiveContext.Current;
        context.Batches++;
        try
        {
            body();
        }
        finally
        {
            context.Batches--;
            context.Settle();
        }
    }
}
