namespace Millrace.Live;

/// <summary>A row of the market, as a value.</summary>
/// <param name="Id">Which one, from 1.</param>
/// <param name="Name">Its name.</param>
/// <param name="Cents">Its price, in cents.</param>
/// <param name="Change">By how much the last tick changed it, in cents.</param>
/// <param name="Sold">Pieces sold until now.</param>
internal sealed record Quote(int Id, string Name, int Cents, int Change, int Sold);
