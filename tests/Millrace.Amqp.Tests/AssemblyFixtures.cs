[assembly: AssemblyFixture(typeof(Millrace.Testing.SharedRabbit))]
